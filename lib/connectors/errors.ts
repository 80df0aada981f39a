import type { EgressReason } from "#lib/platform/http/guarded-fetch.ts";

/** Why an address is refused before anything is sent: those reasons of the literal check. */
export type UrlProblem = Extract<
  EgressReason,
  "invalid_url" | "scheme_not_allowed" | "userinfo_not_allowed" | "address_not_public"
>;

export type AddProblem =
  | UrlProblem
  | "not_found"
  | "reservation_gone"
  | "too_many_connectors"
  | "header_value_required"
  /** What was given as a secret is a private key that cannot be used: unreadable, encrypted or too short. */
  | "client_key_unusable";

export type EditProblem =
  | UrlProblem
  | "not_found"
  /** A header that the organization shares has no value, or had one for another address. */
  | "header_value_required"
  /** Signing in as the organization takes a client with a secret. */
  | "client_required"
  | "client_key_unusable"
  /** The address changes before it is known whose secret the one kept is. */
  | "client_secret_required"
  /** What was shown before saving does not hold any more. */
  | "changed_meanwhile";
