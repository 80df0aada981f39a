import type * as mutations from "#lib/connections/mutations.ts";
import type * as callback from "#lib/oauth/callback.ts";
import { db } from "#lib/platform/db/client.ts";

export const SIGN_IN_GUARDS = ["person", "connector", "session", "single use", "issuer"] as const;
export type SignInGuard = (typeof SIGN_IN_GUARDS)[number];

/** Which of the conditions for finishing a sign-in is left out; null: none. For tests of the tests. */
export const missing: { guard: SignInGuard | null } = { guard: null };

/** `lib/connections/mutations.ts` with sign-ins used up as in the product, but for the missing condition. */
export function withoutGuard(real: typeof mutations): typeof mutations {
  return {
    ...real,
    async consumeFlow(asked) {
      const row = await db().oAuthFlow.findUnique({ where: { stateHash: asked.stateHash } });
      if (!row) return null;
      const { guard } = missing;
      if (guard === "single use") await db().oAuthFlow.update({ where: { id: row.id }, data: { consumedAt: null } });
      return real.consumeFlow({
        ...asked,
        ...(guard === "person" && { userId: row.userId, isConfirmed: true }),
        ...(guard === "connector" && { connectorId: row.connectorId }),
        ...(guard === "session" && { sessionId: row.sessionId }),
      });
    },
  };
}

/** `lib/oauth/callback.ts`, which takes every answer for the right issuer's when that is the missing condition. */
export function withoutIssuerCheck(real: typeof callback): typeof callback {
  return {
    ...real,
    readCallback(asked) {
      const url = new URL(asked.callbackUrl);
      if (missing.guard === "issuer") url.searchParams.set("iss", asked.issuer);
      return real.readCallback({ ...asked, callbackUrl: url.href });
    },
  };
}
