import type { EgressReason } from "#lib/platform/http/guarded-fetch.ts";

/** Why an address is refused before anything is sent: those reasons of the literal check. */
export type UrlProblem = Extract<
  EgressReason,
  "invalid_url" | "scheme_not_allowed" | "userinfo_not_allowed" | "address_not_public"
>;

export type AddProblem = UrlProblem | "not_found" | "reservation_gone" | "too_many_connectors";
export type EditProblem = UrlProblem | "not_found";
