import fc from "fast-check";
import type { CurrentSession } from "#lib/auth/types.ts";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { disconnect } from "#lib/connections/disconnect.ts";
import { type FinishOutcome, finishConnect } from "#lib/connections/finish-connect.ts";
import { editConnector } from "#lib/connectors/edit-connector.ts";
import { removeConnector } from "#lib/connectors/manage-connector.ts";
import { removeMember } from "#lib/orgs/mutations.ts";
import { db } from "#lib/platform/db/client.ts";
import { judge } from "./judge.ts";
import {
  addConnectorAt,
  type BegunFlow,
  type Browser,
  expire,
  newSession,
  type PendingAnswer,
  type Place,
  sessionOf,
  type World,
} from "./world.ts";

type Command = fc.AsyncCommand<object, World>;
type Tampering = "none" | "state of another" | "forged state" | "iss replaced" | "iss dropped" | "refused";

/** The n-th last of a list, round and round; undefined when it is empty. */
const pick = <T>(list: readonly T[], n: number): T | undefined => list.at(-1 - (n % list.length));
const browserAt = (world: World, n: number): Browser => world.browsers[n % 2 === 0 ? 0 : 1];
const placeAt = (world: World, n: number): Place => world.places[n % 3] as Place;

/** Which browser: one of the two, or ("own") the one a sign-in was begun in, else one of its person. */
type Which = number | "own";
function browserFor(world: World, flow: BegunFlow, which: Which): Browser {
  const { browsers } = world;
  if (which !== "own") return browserAt(world, which);
  const own = browsers.find(({ sessionId }) => sessionId === flow.sessionId);
  return own ?? browsers.find(({ person }) => person === flow.person) ?? browsers[0];
}

const command = (name: string, run: (world: World) => Promise<void>): Command => ({
  check: () => true,
  run: (_, world) => run(world),
  toString: () => name,
});

/** A click on Connect, in whatever browser, at whatever connector its person can see; perhaps they agree at once. */
function begin(b: number, p: number, isAgreed: boolean): Command {
  return command(`begin(browser ${b % 2}, connector ${p % 3}${isAgreed ? ", agreed" : ""})`, async (world) => {
    const browser = browserAt(world, b);
    const flow = await beginAt(world, browser, placeAt(world, p));
    const answer = flow && isAgreed && world.providers.authorize(flow.url, browser.person.userId);
    if (answer) world.answers.push({ ...answer, flow });
  });
}

async function beginAt(world: World, browser: Browser, place: Place): Promise<BegunFlow | null> {
  const session = await sessionOf(browser);
  const workspace = session?.workspaces.find(({ id }) => id === place.org.id);
  if (!session || !workspace) return null;
  const { connectorId, provider } = place;
  const ctx = { orgId: workspace.id, userId: session.user.id, role: workspace.role, orgKind: workspace.kind };
  const begun = await beginConnect({ ...ctx, sessionId: session.sessionId }, { connectorId, returnTo: "/" });
  if (!begun.ok || begun.value.kind !== "sign_in") throw new Error(`begin: ${JSON.stringify(begun)}`);
  const { url } = begun.value;
  const state = new URL(url).searchParams.get("state") ?? "";
  const { person, sessionId } = browser;
  const fresh = { isUsed: false, isExpired: false, isGone: false };
  const flow = { person, place, connectorId, sessionId, state, url, provider, ...fresh };
  world.flows.push(flow);
  return flow;
}

/** Somebody opens an authorization address, their own or one they were sent, and agrees at the provider. */
function agree(f: number, b: Which, isSentOn: boolean): Command {
  return command(`agree(flow ${f}, browser ${b}${isSentOn ? ", sent on" : ""})`, async (world) => {
    const flow = pick(world.flows, f);
    if (!flow) return;
    const account = browserFor(world, flow, b).person.userId;
    const answer =
      isSentOn && flow.provider === "malicious"
        ? await sendOn(world, flow, account)
        : world.providers.authorize(flow.url, account);
    if (answer) world.answers.push({ ...answer, flow });
  });
}

/** The malicious provider knows the client that the honest connector of the same organization registered. */
async function sendOn({ providers, places }: World, flow: BegunFlow, account: string) {
  const victim = places[0].connectorId;
  const registration = await db().clientRegistration.findFirst({ where: { connectorId: victim } });
  if (!registration?.redirectUri) return null;
  return providers.sendOn(flow.url, registration.clientId, registration.redirectUri, account);
}

/** An answer arrives in a browser, under a connector's path, perhaps tampered with, perhaps again. */
function comeBack(a: number, b: Which, tampering: Tampering, path: number | null, isConfirmed: boolean): Command {
  const how = [tampering, path === null ? "own path" : `path ${path % 3}`, ...(isConfirmed ? ["confirmed"] : [])];
  return command(`comeBack(answer ${a}, browser ${b}, ${how.join(", ")})`, async (world) => {
    const answer = pick(world.answers, a);
    if (!answer) return;
    const aim = tampering === "state of another" ? anotherFlow(world, answer.flow, a) : answer.flow;
    const browser = browserFor(world, aim, b);
    const session = await sessionOf(browser);
    if (!session) return;
    const params = tampered(world, answer, tampering, aim);
    const connectorId = path === null ? (answer.path.split("/").at(-1) ?? "") : placeAt(world, path).connectorId;
    await arrive(world, session, { answer, params, connectorId, browser, isConfirmed });
  });
}

/** The code of somebody's answer comes back with the state of a sign-in that was just begun for it. */
function inject(a: number, b: number): Command {
  return command(`inject(answer ${a}, browser ${b % 2})`, async (world) => {
    const answer = pick(world.answers, a);
    const browser = browserAt(world, b);
    const session = await sessionOf(browser);
    if (!answer || !session) return;
    const flow = await beginAt(world, browser, answer.flow.place);
    if (!flow) return;
    const params = { ...answer.params, state: flow.state };
    await arrive(world, session, { answer, params, connectorId: flow.connectorId, browser, isConfirmed: false });
  });
}

/** A callback, and what has to come of it. */
async function arrive(world: World, session: CurrentSession, arrival: Arrival): Promise<void> {
  const { params, connectorId, browser, isConfirmed } = arrival;
  const query = new URLSearchParams(params).toString();
  const expected = expectedCode(world, arrival);
  const before = world.providers.tokens.size;
  const code = codeOf(await finishConnect(session, { connectorId, query, isConfirmed }));
  if (code !== expected) throw new Error(`came back: ${code}, expected ${expected}`);
  world.outcomes[code] = (world.outcomes[code] ?? 0) + 1;
  if (world.providers.tokens.size > before) world.finishedBy.set(params.state ?? "", browser.person);
  await judge(world);
}

function codeOf(outcome: FinishOutcome): string {
  return outcome.kind === "done" ? outcome.code : outcome.kind;
}

function tampered(
  { providers }: World,
  { params, flow }: PendingAnswer,
  tampering: Tampering,
  aim: BegunFlow,
): Record<string, string> {
  const { iss: _iss, code: _code, ...rest } = params;
  switch (tampering) {
    case "none":
      return params;
    case "state of another":
      return { ...params, state: aim.state };
    case "forged state":
      return { ...params, state: `${params.state}x` };
    case "iss replaced":
      return { ...params, iss: providers.issuer(flow.provider === "malicious" ? "honest" : "malicious") };
    case "iss dropped":
      return { ...rest, code: params.code ?? "" };
    case "refused":
      return { ...rest, ...(params.iss && { iss: params.iss }), error: "access_denied" };
  }
}

/** Another sign-in at the same connector, if one is under way: there an injected code would do most harm. */
function anotherFlow({ flows }: World, flow: BegunFlow, n: number): BegunFlow {
  const rivals = flows.filter((other) => other !== flow && !other.isUsed);
  return rivals.find(({ connectorId }) => connectorId === flow.connectorId) ?? pick(rivals, n) ?? flow;
}

type Arrival = {
  answer: PendingAnswer;
  params: Record<string, string>;
  connectorId: string;
  browser: Browser;
  isConfirmed: boolean;
};

/** What has to come of it, by the rules alone. Uses up the sign-in, as the app should. */
function expectedCode(world: World, { answer, params, connectorId, browser, isConfirmed }: Arrival): string {
  const flow = world.flows.find(({ state }) => state === params.state);
  if (!flow || flow.isGone || flow.connectorId !== connectorId) return "flow_unknown";
  if (flow.person !== browser.person) {
    flow.isUsed = true;
    return "flow_someone_else";
  }
  if (flow.isUsed) return "flow_used";
  if (flow.isExpired) return "flow_expired";
  if (flow.sessionId !== browser.sessionId && !isConfirmed) return "confirm";
  flow.isUsed = true;
  if (!flow.person.memberOf.has(flow.place.org.id)) return "not_found";
  const { iss } = params;
  if (iss === undefined && flow.provider !== "malicious") return "oauth.iss_missing";
  if (iss !== undefined && iss !== world.providers.issuer(flow.provider)) return "oauth.iss_mismatch";
  if (params.error) return "oauth.access_denied";
  const isOwnCode = answer.flow === flow && answer.params.iss === iss;
  return isOwnCode ? "connected" : "oauth.invalid_grant";
}

function endAccount(b: number, p: number): Command {
  return command(`disconnect(browser ${b % 2}, connector ${p % 3})`, async (world) => {
    const place = placeAt(world, p);
    const session = await sessionOf(browserAt(world, b));
    const workspace = session?.workspaces.find(({ id }) => id === place.org.id);
    if (!session || !workspace) return;
    const ctx = { orgId: workspace.id, userId: session.user.id, role: workspace.role, orgKind: workspace.kind };
    await disconnect(ctx, place.connectorId);
  });
}

/** Another person, or the same, signs in in a browser: its session is another one from then on. */
function signIn(b: number, who: number): Command {
  return command(`signIn(browser ${b % 2}, person ${who % 2})`, async (world) => {
    const browser = browserAt(world, b);
    browser.person = world.people[who % 2 === 0 ? 0 : 1];
    const place = world.places.find(({ org }) => browser.person.memberOf.has(org.id));
    browser.sessionId = place ? await newSession(place.org, browser.person) : "";
  });
}

function moveThereAndBack(p: number): Command {
  return command(`move(connector ${p % 3} there and back)`, async (world) => {
    const { org, connectorId, provider } = placeAt(world, p);
    for (const url of [world.providers.serverUrl("other"), world.providers.serverUrl(provider)]) {
      const edited = await editConnector(org.owner, { connectorId, name: "Moved", url });
      if (!edited.ok) throw new Error(`move: ${edited.error}`);
    }
    forgetFlowsOf(world, connectorId);
  });
}

function rename(p: number): Command {
  return command(`rename(connector ${p % 3})`, async (world) => {
    const { org, connectorId, provider } = placeAt(world, p);
    const url = world.providers.serverUrl(provider);
    const edited = await editConnector(org.owner, { connectorId, name: `Renamed ${p}`, url });
    if (!edited.ok) throw new Error(`rename: ${edited.error}`);
  });
}

function removeAndAdd(p: number): Command {
  return command(`remove and add(connector ${p % 3})`, async (world) => {
    const place = placeAt(world, p);
    await removeConnector(place.org.owner, place.connectorId);
    forgetFlowsOf(world, place.connectorId);
    await addConnectorAt(world, place);
  });
}

function forgetFlowsOf(world: World, connectorId: string): void {
  for (const flow of world.flows) if (flow.connectorId === connectorId) flow.isGone = true;
}

/** A person is removed from one organization, never from both. */
function leave(who: number, p: number): Command {
  return command(`leave(person ${who % 2}, organization of connector ${p % 3})`, async (world) => {
    const person = world.people[who % 2 === 0 ? 0 : 1];
    const { org } = placeAt(world, p);
    if (person.memberOf.size < 2) return;
    const removed = await removeMember(org.owner, person.userId);
    if (!removed.ok) throw new Error(`leave: ${removed.error}`);
    person.memberOf.delete(org.id);
  });
}

function tooLate(f: number): Command {
  return command(`tooLate(flow ${f})`, async (world) => {
    const flow = pick(world.flows, f);
    if (flow) await expire(flow);
  });
}

const n = fc.nat(11);
const latest = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: n });
const which = fc.oneof({ weight: 2, arbitrary: fc.constant<Which>("own") }, { weight: 1, arbitrary: n });
const isRare = fc.nat(4).map((value) => value === 0);
const path = fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: n });
const tampering = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Tampering>("none") },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Tampering>("state of another", "forged state", "iss replaced", "iss dropped", "refused"),
  },
);

const often = (times: number, arbitrary: fc.Arbitrary<Command>) => Array.from({ length: times }, () => arbitrary);

/** Everything people, their owners and an attacker can do; what sign-ins are made of more often than the rest. */
export const anything = fc.commands(
  [
    ...often(
      3,
      fc.tuple(n, n, fc.boolean()).map((args) => begin(...args)),
    ),
    ...often(
      4,
      fc.tuple(latest, which, isRare).map((args) => agree(...args)),
    ),
    ...often(
      5,
      fc.tuple(latest, which, tampering, path, isRare).map((args) => comeBack(...args)),
    ),
    fc.tuple(latest, n).map(([a, b]) => inject(a, b)),
    fc.tuple(n, n).map(([b, p]) => endAccount(b, p)),
    fc.tuple(n, n).map(([b, who]) => signIn(b, who)),
    n.map(moveThereAndBack),
    n.map(rename),
    n.map(removeAndAdd),
    fc.tuple(n, n).map(([who, p]) => leave(who, p)),
    n.map(tooLate),
  ],
  { maxCommands: 30, size: "max" },
);
