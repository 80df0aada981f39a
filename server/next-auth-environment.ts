import { instanceSecret } from "#lib/platform/crypto/keys.ts";
import { env } from "#lib/platform/env.ts";

/** next-auth reads its address and secret from the environment alone. Call before Next is loaded. */
export function setNextAuthEnvironment(): void {
  process.env.NEXTAUTH_URL = env().PUBLIC_URL;
  process.env.NEXTAUTH_SECRET = instanceSecret("nextauth");
}
