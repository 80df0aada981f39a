import { inviteByToken } from "#lib/orgs/data.ts";
import type { InviteProblem } from "#lib/orgs/errors.ts";
import { acceptInvite } from "#lib/orgs/mutations.ts";
import { isSetupCode, setupCodeRequired } from "#lib/orgs/setup-code.ts";
import { env } from "#lib/platform/env.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { resetByToken } from "./data.ts";
import type { ResetLinkProblem, SetUpProblem, SignUpProblem } from "./errors.ts";
import { createAccount, createFirstOwner, createSession, redeemResetLink, setActiveOrg } from "./mutations.ts";
import { hashPassword } from "./password.ts";
import type { SetUpInput, SignUpInput } from "./schema.ts";
import type { CurrentSession } from "./types.ts";

type Started = { userId: string; orgId: string; sessionId: string };

/** Makes the first owner and their workspace, and signs them in. "not_found" once anybody exists. */
export async function setUp(input: SetUpInput, userAgent: string): Promise<Result<Started, SetUpProblem>> {
  if (setupCodeRequired() && !(await isSetupCode(input.setupCode))) return err("wrong_setup_code");
  const organizationName = input.workspace === "organization" ? input.organizationName.trim() : null;
  const made = await createFirstOwner(await newPerson(input), organizationName);
  return made.ok ? start(made.value, userAgent) : made;
}

/** Makes an account, by an invite or where sign-up is open, and signs its person in. */
export async function signUp(input: SignUpInput, userAgent: string): Promise<Result<Started, SignUpProblem>> {
  if (input.inviteToken === undefined && env().SIGN_UP !== "open") return err("sign_up_closed");
  // Before anything else: without an invite nobody learns who has an account, or has passwords hashed.
  const offer = input.inviteToken === undefined ? null : await inviteByToken(input.inviteToken);
  if (offer && !offer.ok) return offer;
  const made = await createAccount(await newPerson(input), input.inviteToken ?? null);
  return made.ok ? start(made.value, userAgent) : made;
}

/** Accepts an invite for somebody who is signed in, and takes them to that workspace. */
export async function join(session: CurrentSession, token: string): Promise<Result<void, InviteProblem>> {
  const accepted = await acceptInvite(session.user.id, token);
  if (!accepted.ok) return accepted;
  await setActiveOrg(session.sessionId, accepted.value.orgId);
  return ok(undefined);
}

/** Sets the password a reset link is for, and signs its person in anew. */
export async function resetPassword(
  input: { token: string; newPassword: string },
  userAgent: string,
): Promise<Result<{ userId: string; sessionId: string }, ResetLinkProblem>> {
  const works = await resetByToken(input.token);
  if (!works.ok) return works;
  const redeemed = await redeemResetLink(input.token, await hashPassword(input.newPassword));
  if (!redeemed.ok) return redeemed;
  const { userId } = redeemed.value;
  return ok({ userId, sessionId: await createSession({ userId, orgId: null, userAgent }) });
}

async function newPerson({ name, email, password }: { name: string; email: string; password: string }) {
  return { name, email, passwordHash: await hashPassword(password) };
}

async function start(made: { userId: string; orgId: string }, userAgent: string): Promise<Result<Started, never>> {
  return ok({ ...made, sessionId: await createSession({ ...made, userAgent }) });
}
