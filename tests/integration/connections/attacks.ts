import type { CurrentSession } from "#lib/auth/types.ts";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { finishConnect } from "#lib/connections/finish-connect.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { contextFor, createMember, createOrg, type Member } from "#tests/factories/people.ts";
import type { Answer, ProviderName, RivalProviders } from "#tests/fakes/rival-providers.ts";
import { browserOf } from "./world.ts";

/** An organization whose members are a victim and an attacker, the attacker's own organization, and their connectors. */
export type Scene = {
  providers: RivalProviders;
  victim: CurrentSession;
  attacker: CurrentSession;
  /** The victim in another browser session. */
  elsewhere: CurrentSession;
  /** Owner of the attacker's own organization, and its connector to the honest service. */
  outsider: CurrentSession;
  outside: string;
  honest: string;
  /** One more connector to the honest service in the same organization. */
  second: string;
  malicious: string;
  orgIds: string[];
};

/** An attack, from the literature by name, and by what it has to be refused. */
export type Attack = {
  family: "mix-up" | "COAT" | "CORF" | "COSF";
  name: string;
  refusal: string;
  attempt(scene: Scene): Promise<string>;
};

export async function createScene(providers: RivalProviders): Promise<Scene> {
  const org = await createOrg();
  const owner = await createMember({ org });
  const victim = await createMember({ org, role: "member" });
  const attacker = await createMember({ org, role: "member" });
  const outsider = await createMember();
  return {
    providers,
    victim: await browserOf(victim),
    elsewhere: await browserOf(victim),
    attacker: await browserOf(attacker),
    outsider: await browserOf(outsider),
    outside: await connector(providers, outsider, "honest"),
    honest: await connector(providers, owner, "honest"),
    second: await connector(providers, owner, "honest"),
    malicious: await connector(providers, owner, "malicious"),
    orgIds: [org.id, outsider.org.id],
  };
}

async function connector(providers: RivalProviders, owner: Member, provider: ProviderName): Promise<string> {
  const { orgId, userId } = contextFor(owner);
  const id = newId("connector");
  const slug = id.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const url = providers.serverUrl(provider);
  await db().connector.create({
    data: { id, orgId, slug, name: provider, url, auth: "oauth", createdById: userId },
  });
  return id;
}

/** A click on Connect: the provider's address, or why there is none. */
async function click({ ctx, sessionId }: CurrentSession, connectorId: string): Promise<string> {
  const begun = await beginConnect({ ...ctx, sessionId }, { connectorId, returnTo: "/" });
  if (!begun.ok) return begun.error;
  return begun.value.kind === "sign_in" ? begun.value.url : begun.value.kind;
}

/** A click on Connect, and the person `account` agrees at the provider. */
async function answered(scene: Scene, who: CurrentSession, connectorId: string, account = who): Promise<Answer> {
  const answer = scene.providers.authorize(await click(who, connectorId), account.user.id);
  if (!answer) throw new Error("the provider refuses");
  return answer;
}

/** What becomes of an answer in this browser. */
async function back(who: CurrentSession, connectorId: string, params: Answer["params"], isConfirmed = false) {
  const query = new URLSearchParams(params).toString();
  const outcome = await finishConnect(who, { connectorId, query, isConfirmed });
  return outcome.kind === "done" ? outcome.code : outcome.kind;
}

const clientOf = (url: string) => new URL(url).searchParams.get("client_id") ?? "";

/** The malicious provider sends the victim on to the honest one, under the client that is registered there. */
async function sentOn(scene: Scene): Promise<Answer> {
  const { providers, victim, honest, malicious } = scene;
  const own = new URL(await click(victim, honest));
  const redirectUri = own.searchParams.get("redirect_uri") ?? "";
  const begun = await click(victim, malicious);
  const answer = providers.sendOn(begun, clientOf(own.href), redirectUri, victim.user.id);
  if (!answer) throw new Error("the honest provider refuses");
  return answer;
}

const MIX_UP: Omit<Attack, "family">[] = [
  {
    name: "the malicious provider sends the browser on to the honest one",
    refusal: "flow_unknown",
    attempt: async (scene) => back(scene.victim, scene.honest, (await sentOn(scene)).params),
  },
  {
    name: "the honest provider's answer is brought to the malicious connector",
    refusal: "oauth.iss_mismatch",
    attempt: async (scene) => back(scene.victim, scene.malicious, (await sentOn(scene)).params),
  },
  {
    name: "the malicious provider calls itself by the honest one's name",
    refusal: "oauth.issuer_mismatch",
    attempt: async ({ providers, victim, malicious }) => {
      providers.lies.issuer = providers.issuer("honest");
      return click(victim, malicious);
    },
  },
  {
    name: "the malicious provider has the browser ask the honest one, as its client",
    refusal: "the honest provider refuses",
    attempt: async ({ providers, victim, honest, malicious }) => {
      providers.registrationLies.client_id = clientOf(await click(victim, honest));
      providers.lies.authorization_endpoint = `${providers.issuer("honest")}/authorize`;
      const answer = providers.authorize(await click(victim, malicious), victim.user.id);
      return answer ? back(victim, malicious, answer.params) : "the honest provider refuses";
    },
  },
  {
    name: "the answer comes without the issuer that the honest provider always names",
    refusal: "oauth.iss_missing",
    attempt: async (scene) => {
      const { iss: _iss, ...params } = (await answered(scene, scene.victim, scene.honest)).params;
      return back(scene.victim, scene.honest, params);
    },
  },
];

const COAT: Omit<Attack, "family">[] = [
  {
    name: "the code of one connector is brought to another of the same provider",
    refusal: "oauth.invalid_grant",
    attempt: async (scene) => {
      const [mine, other] = [
        await answered(scene, scene.victim, scene.honest),
        await answered(scene, scene.victim, scene.second),
      ];
      return back(scene.victim, scene.second, { ...other.params, code: mine.params.code ?? "" });
    },
  },
  {
    name: "the answer of one connector comes back under the path of another",
    refusal: "flow_unknown",
    attempt: async (scene) => {
      const { params } = await answered(scene, scene.victim, scene.honest);
      return back(scene.victim, scene.second, params);
    },
  },
  {
    name: "the answer comes back under the path of another organization's connector",
    refusal: "flow_unknown",
    attempt: async (scene) => {
      const { params } = await answered(scene, scene.victim, scene.honest);
      return back(scene.victim, scene.outside, params);
    },
  },
  {
    name: "two connectors, or two organizations, are one client to a provider",
    refusal: "three clients",
    attempt: async ({ victim, outsider, honest, second, outside }) => {
      const urls = [await click(victim, honest), await click(victim, second), await click(outsider, outside)];
      return new Set(urls.map(clientOf)).size === 3 ? "three clients" : "a client is shared";
    },
  },
];

const CORF: Omit<Attack, "family">[] = [
  {
    name: "the victim's browser is made to open the attacker's answer",
    refusal: "flow_someone_else",
    attempt: async (scene) => {
      const { params } = await answered(scene, scene.attacker, scene.honest);
      return back(scene.victim, scene.honest, params);
    },
  },
  {
    name: "the attacker's code comes with the state of the victim's own sign-in",
    refusal: "oauth.invalid_grant",
    attempt: async (scene) => {
      const theirs = await answered(scene, scene.attacker, scene.honest);
      const { params } = await answered(scene, scene.victim, scene.honest);
      return back(scene.victim, scene.honest, { ...params, code: theirs.params.code ?? "" });
    },
  },
  {
    name: "the attacker's code comes with a made-up state",
    refusal: "flow_unknown",
    attempt: async (scene) => {
      const { params } = await answered(scene, scene.attacker, scene.honest);
      return back(scene.victim, scene.honest, { ...params, state: "x".repeat(43) });
    },
  },
  {
    name: "the attacker's code comes without a state",
    refusal: "flow_unknown",
    attempt: async (scene) => {
      const { state: _state, ...params } = (await answered(scene, scene.attacker, scene.honest)).params;
      return back(scene.victim, scene.honest, params);
    },
  },
  {
    name: "the attacker's answer is from a connector of their own organization",
    refusal: "flow_someone_else",
    attempt: async (scene) => {
      const { params } = await answered(scene, scene.outsider, scene.outside);
      return back(scene.victim, scene.outside, params);
    },
  },
];

const COSF: Omit<Attack, "family">[] = [
  {
    name: "the attacker begins, the victim agrees and comes back",
    refusal: "flow_someone_else",
    attempt: async (scene) => {
      const { params } = await answered(scene, scene.attacker, scene.honest, scene.victim);
      return back(scene.victim, scene.honest, params);
    },
  },
  {
    name: "the attacker begins, the victim signs in on the way back and confirms",
    refusal: "flow_someone_else",
    attempt: async (scene) => {
      const { params } = await answered(scene, scene.attacker, scene.honest, scene.victim);
      return back(scene.victim, scene.honest, params, true);
    },
  },
  {
    name: "somebody of another organization begins, the victim agrees and comes back",
    refusal: "flow_someone_else",
    attempt: async (scene) => {
      const { params } = await answered(scene, scene.outsider, scene.outside, scene.victim);
      return back(scene.victim, scene.outside, params);
    },
  },
  {
    name: "the attacker comes back after the victim was turned away",
    refusal: "flow_used",
    attempt: async (scene) => {
      const { params } = await answered(scene, scene.attacker, scene.honest, scene.victim);
      await back(scene.victim, scene.honest, params);
      return back(scene.attacker, scene.honest, params);
    },
  },
  {
    name: "a sign-in of the victim's own comes back in another session of theirs, unconfirmed",
    refusal: "confirm",
    attempt: async (scene) => {
      const { params } = await answered(scene, scene.victim, scene.honest);
      return back(scene.elsewhere, scene.honest, params);
    },
  },
];

export const ATTACKS: Attack[] = [
  ...MIX_UP.map((attack) => ({ family: "mix-up" as const, ...attack })),
  ...COAT.map((attack) => ({ family: "COAT" as const, ...attack })),
  ...CORF.map((attack) => ({ family: "CORF" as const, ...attack })),
  ...COSF.map((attack) => ({ family: "COSF" as const, ...attack })),
];

/** How many tokens are stored in the scene's organizations. */
export function tokensStored({ orgIds }: Scene): Promise<number> {
  return db().credential.count({ where: { orgId: { in: orgIds } } });
}

/** A clean slate for the next attack. */
export function honestAgain({ lies, registrationLies, leaks }: RivalProviders): void {
  for (const said of [lies, registrationLies]) for (const name of Object.keys(said)) delete said[name];
  leaks.length = 0;
}
