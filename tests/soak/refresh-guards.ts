// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are source code
/** A change to a module as it is loaded into a test's own process; what the product runs is never touched. */
export type Edit = { file: string; code: string; instead: string };

const mutations = "/lib/credentials/mutations.ts";

/** The guards of the refresh, each with how to take it out: to show that the suite notices when one is missing. */
export const GUARDS = {
  /** Everybody may ask the provider at once. */
  lease: { file: mutations, code: "return taken === 1;", instead: "return taken >= 0;" },
  /** Tokens of an older sign-in are stored over newer ones. */
  "compare-and-swap of new tokens": {
    file: mutations,
    code: "generation = generation + 1, lease_token = NULL, lease_until = NULL, updated_at = now()\n      WHERE connection_id = ${connectionId} AND org_id = ${orgId} AND generation = ${generation}`",
    instead:
      "generation = generation + 1, lease_token = NULL, lease_until = NULL, updated_at = now()\n      WHERE connection_id = ${connectionId} AND org_id = ${orgId}`",
  },
  /** `invalid_grant` for an older sign-in ends a newer one. */
  "compare-and-swap of the end": {
    file: mutations,
    code: "UPDATE credentials SET lease_token = NULL, lease_until = NULL\n      WHERE connection_id = ${connectionId} AND org_id = ${orgId} AND generation = ${generation}`",
    instead:
      "UPDATE credentials SET lease_token = NULL, lease_until = NULL\n      WHERE connection_id = ${connectionId} AND org_id = ${orgId}`",
  },
} as const satisfies Record<string, Edit>;
export type GuardName = keyof typeof GUARDS;

/** Leases say which process took them, so that those of a killed one can be told from the others. */
export const MARKED_LEASES: Edit = {
  file: "/lib/credentials/refresh.ts",
  code: "token: newToken(),",
  instead: "token: `${process.pid}-${newToken()}`,",
};
