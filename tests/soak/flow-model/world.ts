import { readSession } from "#lib/auth/data.ts";
import type { CurrentSession } from "#lib/auth/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId, type OrgContext, sha256 } from "#lib/platform/ids.ts";
import { createSessionRow } from "#tests/factories/browser.ts";
import { contextFor, createMember, createOrg, createUser, type Member } from "#tests/factories/people.ts";
import type { Answer, ProviderName, RivalProviders } from "#tests/fakes/rival-providers.ts";

/** A sign-in that was begun, and what should be true of it. */
export type BegunFlow = {
  person: Person;
  place: Place;
  connectorId: string;
  sessionId: string;
  state: string;
  url: string;
  provider: ProviderName;
  /** Used up, or burnt because somebody else came with it. */
  isUsed: boolean;
  isExpired: boolean;
  /** Went with its connector, or with the connector's address. */
  isGone: boolean;
};

/** A provider's answer on its way back. `flow`: of the sign-in that it answers. */
export type PendingAnswer = Answer & { flow: BegunFlow };

/** A connector of one organization; removed and added again it is another one in the same place. */
export type Place = { org: Organization; provider: ProviderName; connectorId: string };
export type Person = { userId: string; memberOf: Set<string> };
export type Browser = { person: Person; sessionId: string };
type Organization = { id: string; owner: OrgContext; members: Map<Person, Member> };

export type World = {
  providers: RivalProviders;
  people: readonly [Person, Person];
  browsers: readonly [Browser, Browser];
  places: readonly [Place, Place, Place];
  flows: BegunFlow[];
  answers: PendingAnswer[];
  /** Who finished the sign-in that each `state` belongs to. */
  finishedBy: Map<string, Person>;
  /** How often a callback ended how. */
  outcomes: Record<string, number>;
};

/**
 * Two people in two organizations with three connectors: one organization has the honest service and the malicious one,
 * the other the honest service again. Two browsers, one person signed in in each.
 */
export async function createWorld(providers: RivalProviders): Promise<World> {
  const users = [await createUser(), await createUser()] as const;
  const people = [person(users[0].id), person(users[1].id)] as const;
  const organizations = await Promise.all(
    [0, 1].map(async (): Promise<Organization> => {
      const org = await createOrg();
      const owner = contextFor(await createMember({ org }));
      const members = new Map<Person, Member>();
      for (const [index, user] of users.entries()) {
        const who = people[index as 0 | 1];
        members.set(who, await createMember({ org, user, role: "member" }));
        who.memberOf.add(org.id);
      }
      return { id: org.id, owner, members };
    }),
  );
  const [first, second] = organizations as [Organization, Organization];
  const world = {
    providers,
    people,
    browsers: [await browser(first, people[0]), await browser(first, people[1])] as const,
    places: [place(first, "honest"), place(first, "malicious"), place(second, "honest")] as const,
    flows: [],
    answers: [],
    finishedBy: new Map(),
    outcomes: {},
  };
  for (const each of world.places) await addConnectorAt(world, each);
  return world;
}

const person = (userId: string): Person => ({ userId, memberOf: new Set() });
const place = (org: Organization, provider: ProviderName): Place => ({ org, provider, connectorId: "" });

async function browser(org: Organization, who: Person): Promise<Browser> {
  return { person: who, sessionId: await newSession(org, who) };
}

/** This person signs in somewhere. */
export async function newSession(org: Organization, who: Person): Promise<string> {
  const member = org.members.get(who);
  if (!member) throw new Error("nobody");
  return createSessionRow(member);
}

/** The session as the app reads it at each request. */
export async function sessionOf({ sessionId }: Browser): Promise<CurrentSession | null> {
  return readSession(sessionId);
}

/** Adds a connector at this place, a new one. */
export async function addConnectorAt(world: Pick<World, "providers">, at: Place): Promise<void> {
  const id = newId("connector");
  const slug = id.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const { orgId, userId } = at.org.owner;
  const url = world.providers.serverUrl(at.provider);
  await db().connector.create({
    data: { id, orgId, slug, name: at.provider, url, auth: "oauth", createdById: userId },
  });
  at.connectorId = id;
}

/** The database's clock passes the end of this sign-in. */
export async function expire(flow: BegunFlow): Promise<void> {
  await db().$executeRaw`UPDATE oauth_flows SET expires_at = now() WHERE state_hash = ${sha256(flow.state)}`;
  flow.isExpired = true;
}
