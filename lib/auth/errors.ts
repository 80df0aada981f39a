import type { InviteProblem } from "#lib/orgs/errors.ts";

export type SignInProblem = "wrong_credentials" | "too_many_attempts";
export type SetUpProblem = "not_found" | "wrong_setup_code";
export type SignUpProblem = InviteProblem | "email_taken" | "sign_up_closed";
export type PasswordProblem = "wrong_password" | "too_many_attempts";
export type PasswordResetProblem = "not_found" | "role_not_allowed" | "member_elsewhere";
export type ResetLinkProblem = "not_found" | "reset_expired" | "reset_used";

/** What can stop an action or a route before its own code runs, or while it does. */
export type GateProblem = "invalid" | "signed_out" | "not_found" | "cross_site" | "unexpected";

/** What a server action answers. `fields` maps an input's name to a key of `errors`; `id` is the one in the log. */
export type ActionResult<T, E extends string> =
  | { ok: true; value: T }
  | { ok: false; code: E | GateProblem; fields?: Record<string, string>; id?: string };
