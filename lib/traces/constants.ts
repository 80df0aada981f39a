/** The newest attempts of a connector that are kept, whoever made them. */
export const KEEP_PER_CONNECTOR = 20;

/** Beyond those, the newest of each person, kind and outcome: a busy day does not push a failure out of sight. */
export const KEEP_PER_PERSON = 5;

/** Everything older goes, in days, and at most so many rows at once. */
export const KEEP_DAYS = 30;
export const MAX_SWEPT = 200;

/** After this an attempt whose person is away at the provider counts as given up: the sign-in has expired. */
export const GIVEN_UP_AFTER_MS = 10 * 60_000;

/** Attempts shown on a page. */
export const SHOWN_TRACES = 20;

/** Where on a connector's page its last attempt stands. */
export const CHECK_ANCHOR = "check";
