import { z } from "zod";

/** What a connection lacks for a call: an account, its sign-in, or rights of that. */
const CONNECTION_NEEDS = ["connect", "reconnect", "step_up"] as const;

/** Why a call waits for its person's connection, as it is stored with the call. */
export const storedNeedSchema = z.object({
  need: z.enum(CONNECTION_NEEDS),
  /** Rights that the server asked for beyond those that were granted. */
  scopes: z.array(z.string()).default([]),
  /** The sign-in that was not enough (`connections.signed_in_at`); null: there was none. */
  signIn: z.string().nullable().default(null),
  /** Whose it was (`credentials.account_hash`); null: nobody knows. Nobody else's sign-in lets the call go on. */
  account: z.string().nullable().default(null),
  /** It had its permission and was sent; the answer proved that nothing was carried out. */
  isSent: z.boolean().default(false),
  /** Somebody else than the account it was made for has signed in meanwhile. */
  isOtherAccount: z.boolean().default(false),
  expiresAt: z.string(),
});
export type StoredNeed = z.infer<typeof storedNeedSchema>;
