import { createOperatorPasswordReset } from "#lib/auth/mutations.ts";
import { emailAddress } from "#lib/auth/schema.ts";
import { env } from "#lib/platform/env.ts";
import { StartError } from "#server/start-error.ts";

/** A link with which a person sets a new password. @throws StartError when nobody has this address */
export async function resetPassword(email = ""): Promise<string> {
  const address = emailAddress.safeParse(email);
  const reset = address.success && (await createOperatorPasswordReset(address.data));
  if (!reset) throw new StartError(`Nobody has the e-mail address ${email}.`);
  return `${env().PUBLIC_URL}/reset/${reset.token}\nworks once, until ${reset.expiresAt.toISOString()}`;
}
