import { sha256 } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { credentialsOf, passwordHashOf } from "./data.ts";
import type { PasswordProblem, SignInProblem } from "./errors.ts";
import { countAttempt, createSession, forgetFailures } from "./mutations.ts";
import { verifyPassword } from "./password.ts";

/** Where a sign-in comes from: the peer's address and what its browser calls itself. */
export type SignInOrigin = { address: string; userAgent: string };

/**
 * Checks an e-mail address (normalised) and a password and starts a session.
 * An unknown address takes the same time and gets the same answer as a wrong password.
 */
export async function signIn(
  { email, password }: { email: string; password: string },
  from: SignInOrigin,
): Promise<Result<{ userId: string; sessionId: string }, SignInProblem>> {
  const key = sha256(JSON.stringify([email, from.address]));
  if (!(await countAttempt(key))) {
    log().warn({ address: from.address }, "sign-in refused: too many wrong passwords");
    return err("too_many_attempts");
  }
  const person = await credentialsOf(email);
  if (!(await verifyPassword(person?.passwordHash ?? null, password)) || !person) return err("wrong_credentials");
  await forgetFailures(key);
  const sessionId = await createSession({ userId: person.id, orgId: null, userAgent: from.userAgent });
  return ok({ userId: person.id, sessionId });
}

/** Asks somebody who is signed in for their password again; guesses are counted as at sign-in. */
export async function confirmPassword(userId: string, password: string): Promise<Result<void, PasswordProblem>> {
  const key = sha256(JSON.stringify(["confirm", userId]));
  if (!(await countAttempt(key))) return err("too_many_attempts");
  if (!(await verifyPassword(await passwordHashOf(userId), password))) return err("wrong_password");
  await forgetFailures(key);
  return ok(undefined);
}
