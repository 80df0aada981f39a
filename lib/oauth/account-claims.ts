import { parseObject } from "./fetch-json.ts";
import { safeText } from "./problem.ts";

/** Who signed in, in the provider's words. */
export type AccountClaims = {
  /** OpenID Connect `sub`: stable, unique at this issuer. */
  subject: string;
  /** A name a person knows it by, as far as there is one; made safe to show. */
  name: string | null;
};

const MAX_SUBJECT_LENGTH = 255;

/**
 * Reads who signed in from an `id_token` that came with an access token (OpenID Connect Core section 2). Its signature
 * is not checked, because nothing is granted by it: it names an account and tells it from another one. Nothing else of
 * it is read, least of all its lifetime. Null: nothing usable.
 */
export function accountClaims(idToken: unknown): AccountClaims | null {
  if (typeof idToken !== "string") return null;
  const claims = parseObject(Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString());
  const subject = claims?.sub;
  if (typeof subject !== "string" || subject === "" || subject.length > MAX_SUBJECT_LENGTH) return null;
  const names = [claims?.email, claims?.preferred_username, claims?.name];
  const name = names.find((one) => typeof one === "string" && one.trim() !== "");
  return { subject, name: typeof name === "string" ? safeText(name) : null };
}
