import { oncePerProcess } from "#lib/platform/process-registry.ts";
import type { TokenOwner } from "./types.ts";

/** A person's ID token, and us as the identity provider that issued it knows us. */
export type IdentityToken = { idToken: string; issuer: string; clientId: string; clientSecret: string | null };

/**
 * Where proof of an identity comes from, for the grants that present one instead of a sign-in. A source answers for one
 * person of one organization at a time and never with what belongs to another organization.
 */
export type IdentitySources = {
  /** The ID token of the person's sign-in at their organization's identity provider (for ID-JAG); null: there is none. */
  idToken(owner: TokenOwner): Promise<IdentityToken | null>;
  /** A JWT about the workload we run as, meant for `audience`, an authorization server's issuer; null: there is none. */
  workloadAssertion(owner: TokenOwner, audience: string): Promise<string | null>;
};

const NONE: IdentitySources = { idToken: async () => null, workloadAssertion: async () => null };

function holder(): { sources: IdentitySources } {
  return oncePerProcess("identity-sources", () => ({ sources: NONE }));
}

/** Sets where identities come from, at the start of a process. Until then there are none. */
export function setIdentitySources(sources: IdentitySources): void {
  holder().sources = sources;
}

/** Where identities come from. */
export function identitySources(): IdentitySources {
  return holder().sources;
}
