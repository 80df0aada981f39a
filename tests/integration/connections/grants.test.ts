import { afterEach, describe, expect, it } from "vitest";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { findConnectionId } from "#lib/connections/data.ts";
import { saveConnection } from "#lib/connections/mutations.ts";
import { connectionsWithTools, syncTools } from "#lib/connections/tools.ts";
import { addConnector, reserveConnector } from "#lib/connectors/add-connector.ts";
import { clientDocumentUrl } from "#lib/connectors/addresses.ts";
import { clientDocument } from "#lib/connectors/client-document.ts";
import { findConnector } from "#lib/connectors/data.ts";
import { connectorSettingsSchema } from "#lib/connectors/schema.ts";
import type { SettingsInput } from "#lib/connectors/settings-input.ts";
import { accessToken, refreshAfterRejection } from "#lib/credentials/access-token.ts";
import { readSecrets } from "#lib/credentials/data.ts";
import { type IdentitySources, setIdentitySources } from "#lib/credentials/identity-sources.ts";
import { registrationFor } from "#lib/credentials/registrations.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { generatePrivateKey } from "#lib/oauth/private-key.ts";
import { serverMetadataSchema } from "#lib/oauth/schema.ts";
import { db } from "#lib/platform/db/client.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { contextFor, createMember, createOrg, type Member } from "#tests/factories/people.ts";
import { type GrantServer, startGrantServer } from "#tests/fakes/grant-server.ts";
import { allowEgress, browserOf, databaseText, stored, value } from "./world.ts";

const running: GrantServer[] = [];
const nobody: IdentitySources = { idToken: async () => null, workloadAssertion: async () => null };
afterEach(async () => {
  setIdentitySources(nobody);
  await sessionPool().closeAll();
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function started(options: Parameters<typeof startGrantServer>[0] = {}): Promise<GrantServer> {
  const server = await startGrantServer(options);
  running.push(server);
  allowEgress(server.hostPort);
  return server;
}

const plain = { headers: [], omitResource: false, pkceNotAdvertised: false, extraParameters: {}, scopes: null };
type Setup = { authentication: SettingsInput["authentication"]; clientId: string | null; clientSecret: string | null };

/** A connector that an owner has set up, and two members of their organization. */
async function setUp(
  server: GrantServer,
  { authentication, ...client }: Setup,
  grant?: "id_jag" | "workload_identity",
) {
  const org = await createOrg();
  const owner = contextFor(await createMember({ org }));
  const { connectorId } = value(await reserveConnector(owner));
  const settings = { ...plain, authentication };
  value(
    await addConnector(owner, { connectorId, name: "Granted", url: server.url, ...client, anyway: false, settings }),
  );
  if (grant) {
    const data = { settings: connectorSettingsSchema.parse({ oauth: { grant } }) };
    await db().connector.update({ where: { id: connectorId }, data });
  }
  const [ada, grace] = [await createMember({ org, role: "member" }), await createMember({ org, role: "member" })];
  return { connectorId, ada, grace, org };
}

async function connect(member: Member, connectorId: string, documentUrl: string | null = null) {
  const { ctx, sessionId } = await browserOf(member);
  return beginConnect({ ...ctx, sessionId }, { connectorId, returnTo: "/" }, documentUrl);
}

/** The connection and token of a member who has just connected. */
async function connectedAs(member: Member, connectorId: string) {
  expect(await connect(member, connectorId)).toMatchObject({ ok: true, value: { kind: "connected" } });
  const ctx = contextFor(member);
  const connectionId = (await findConnectionId(ctx, connectorId)) ?? "";
  return { ctx, connectionId, token: value(await accessToken(ctx, connectionId)) ?? "" };
}

const asOrganization: Setup = { authentication: "organization", clientId: "machine", clientSecret: "s3cret" };

describe("a connector that signs in as the organization", () => {
  it("connects a member at once, with a token of their own", async () => {
    const server = await started();
    const { connectorId, ada, grace } = await setUp(server, asOrganization);
    const [first, second] = [await connectedAs(ada, connectorId), await connectedAs(grace, connectorId)];
    expect(first.token).not.toBe(second.token);
    expect(server.tokenRequests.map(({ form }) => form.grant_type)).toEqual([
      "client_credentials",
      "client_credentials",
    ]);
    expect(server.tokenRequests[0]?.headers.authorization).toBe(`Basic ${btoa("machine:s3cret")}`);
    expect(server.tokenRequests[0]?.form.resource).toBe(server.url);
    const [item] = await connectionsWithTools(first.ctx, connectorId);
    expect(item).toMatchObject({ state: "connected", tools: [{ name: "act" }], connection: { endsAt: null } });
  });

  it("gets the next token by the same grant, not by a refresh token", async () => {
    const server = await started();
    const { connectorId, ada } = await setUp(server, asOrganization);
    const { ctx, connectionId, token } = await connectedAs(ada, connectorId);
    const newer = value(await refreshAfterRejection(ctx, connectionId, token));
    expect(newer).not.toBe(token);
    expect(server.tokenRequests.at(-1)?.form.grant_type).toBe("client_credentials");
    expect(server.registrations).toEqual([]);
  });

  it("says so when its secret is refused, and stores nothing", async () => {
    const server = await started();
    const { connectorId, ada } = await setUp(server, asOrganization);
    server.answerToken = () => ({ status: 401, body: { error: "invalid_client" } });
    expect(await connect(ada, connectorId)).toEqual({ ok: false, error: "oauth.invalid_client" });
    expect(await stored(ada.user.id)).toEqual({ connections: 0, credentials: 0 });
  });

  it("signs with the private key that its owner gave as a secret; the key is sealed", async () => {
    const server = await started({ metadata: { token_endpoint_auth_methods_supported: ["private_key_jwt"] } });
    const key = generatePrivateKey("ES256");
    const clientSecret = JSON.stringify({ ...key.jwk, kid: "owners-key" });
    const { connectorId, ada } = await setUp(server, { ...asOrganization, clientSecret });
    await connectedAs(ada, connectorId);
    const [header = "", payload = ""] = (server.tokenRequests[0]?.form.client_assertion ?? "").split(".");
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({ alg: "ES256", kid: "owners-key" });
    expect(JSON.parse(Buffer.from(payload, "base64url").toString()).aud).toBe(server.issuer);
    expect(await databaseText()).not.toContain(String(key.jwk.d));
  });

  it("signs with a key of ours, which the connector's own client document publishes and no other's does", async () => {
    const server = await started({
      metadata: {
        client_id_metadata_document_supported: true,
        token_endpoint_auth_methods_supported: ["private_key_jwt"],
      },
    });
    const noClient: Setup = { authentication: "organization", clientId: null, clientSecret: null };
    const [mine, other] = [await setUp(server, noClient), await setUp(server, noClient)];
    process.env.PUBLIC_URL = "https://patchbay.example.org";
    forgetOnce("env");
    try {
      const documentUrl = clientDocumentUrl(mine.connectorId);
      expect(await connect(mine.ada, mine.connectorId, documentUrl)).toMatchObject({ ok: true });
      const { client_assertion: assertion = "" } = server.tokenRequests[0]?.form ?? {};
      const { kid } = JSON.parse(Buffer.from(assertion.split(".")[0] ?? "", "base64url").toString());
      const document = await clientDocument(mine.connectorId);
      expect(document).toMatchObject({
        client_id: documentUrl,
        token_endpoint_auth_method: "private_key_jwt",
        jwks: { keys: [{ kid }] },
      });
      expect(JSON.stringify(document)).not.toContain('"d"');
      expect(await clientDocument(other.connectorId)).toMatchObject({ token_endpoint_auth_method: "none" });
    } finally {
      process.env.PUBLIC_URL = "http://localhost:3000";
      forgetOnce("env");
    }
  });

  it("refuses a private key that cannot be used, before anything is stored", async () => {
    const server = await started();
    const owner = contextFor(await createMember());
    const { connectorId } = value(await reserveConnector(owner));
    const clientSecret = "-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----";
    const input = { connectorId, name: "Granted", url: server.url, clientId: "machine", clientSecret, anyway: true };
    expect(await addConnector(owner, input)).toEqual({ ok: false, error: "client_key_unusable" });
  });
});

describe("tokens bound to a key", () => {
  it("are presented with a proof, each connection's with its own key, which is sealed and survives renewal", async () => {
    const server = await started({ scheme: "DPoP" });
    const { connectorId, ada, grace } = await setUp(server, asOrganization);
    const { ctx, connectionId, token } = await connectedAs(ada, connectorId);
    await connectedAs(grace, connectorId);
    expect(server.calls.every(({ authorization, dpop }) => authorization?.startsWith("DPoP ") && dpop)).toBe(true);
    const keysOf = (proofs: (string | string[] | undefined)[]) =>
      new Set(
        proofs.map((proof) => JSON.parse(Buffer.from(String(proof).split(".")[0] ?? "", "base64url").toString()).jwk.x),
      );
    expect(keysOf(server.calls.map(({ dpop }) => dpop)).size).toBe(2);

    const before = keysOf(server.tokenRequests.map(({ headers }) => headers.dpop));
    value(await refreshAfterRejection(ctx, connectionId, token));
    expect(keysOf(server.tokenRequests.map(({ headers }) => headers.dpop))).toEqual(before);
    expect((await syncTools(ctx, connectionId)).ok).toBe(true);
    expect(await databaseText()).not.toContain('"d":');
  });
});

const jwt = (claims: object) => ["e30", Buffer.from(JSON.stringify(claims)).toString("base64url"), "c2ln"].join(".");
const later = Math.floor(Date.now() / 1000) + 600;
const vouched: Setup = { authentication: "automatic", clientId: "vouched", clientSecret: "s3cret" };

describe("a connector whose members are vouched for by their identity provider", () => {
  it("presents an ID-JAG for exactly this authorization server and resource", async () => {
    const [server, idp] = [await started(), await started()];
    const { connectorId, ada } = await setUp(server, vouched, "id_jag");
    const idToken = jwt({ iss: idp.issuer, sub: "ada" });
    const issued_token_type = "urn:ietf:params:oauth:token-type:id-jag";
    idp.answerToken = () => ({ body: { access_token: "jag.of.ada", issued_token_type, token_type: "N_A" } });
    setIdentitySources({
      ...nobody,
      idToken: async ({ userId }) =>
        userId === ada.user.id ? { idToken, issuer: idp.issuer, clientId: "us-at-idp", clientSecret: null } : null,
    });
    const { ctx, connectionId, token } = await connectedAs(ada, connectorId);
    expect(idp.tokenRequests[0]?.form).toMatchObject({
      subject_token: idToken,
      audience: server.issuer,
      resource: server.url,
      client_id: "us-at-idp",
    });
    expect(server.tokenRequests[0]?.form).toMatchObject({ assertion: "jag.of.ada", resource: server.url });
    value(await refreshAfterRejection(ctx, connectionId, token));
    expect(idp.tokenRequests).toHaveLength(2);
  });

  it("asks nobody when there is no ID token, or when it is another provider's", async () => {
    const [server, idp] = [await started(), await started()];
    const { connectorId, ada } = await setUp(server, vouched, "id_jag");
    const idToken = jwt({ iss: "https://elsewhere.example.com", sub: "ada" });
    for (const identity of [null, { idToken, issuer: idp.issuer, clientId: "us", clientSecret: null }]) {
      setIdentitySources({ ...nobody, idToken: async () => identity });
      expect(await connect(ada, connectorId)).toEqual({ ok: false, error: "oauth.identity_unavailable" });
    }
    expect([...server.tokenRequests, ...idp.tokenRequests]).toEqual([]);
  });
});

describe("a connector that signs in by workload identity", () => {
  const workload: Setup = { ...vouched, clientSecret: null };

  it("presents the workload's own assertion", async () => {
    const server = await started();
    const { connectorId, ada } = await setUp(server, workload, "workload_identity");
    const assertion = jwt({ aud: server.issuer, exp: later });
    setIdentitySources({ ...nobody, workloadAssertion: async () => assertion });
    await connectedAs(ada, connectorId);
    expect(server.tokenRequests[0]?.form).toMatchObject({ assertion, client_id: "vouched" });
  });

  it("never shows an assertion to an authorization server that it is not meant for alone", async () => {
    const server = await started();
    const { connectorId, ada } = await setUp(server, workload, "workload_identity");
    for (const aud of ["https://elsewhere.example.com", [server.issuer, "https://elsewhere.example.com"]]) {
      setIdentitySources({ ...nobody, workloadAssertion: async () => jwt({ aud, exp: later }) });
      expect(await connect(ada, connectorId)).toEqual({ ok: false, error: "oauth.identity_unavailable" });
    }
    expect(server.tokenRequests).toEqual([]);
  });
});

describe("a provider that has forgotten a client which registered by itself", () => {
  /** A connection by a sign-in, as it is stored after one. */
  async function signedIn(server: GrantServer) {
    const { connectorId, ada } = await setUp(server, {
      authentication: "automatic",
      clientId: null,
      clientSecret: null,
    });
    const ctx = contextFor(ada);
    const connector = await findConnector(ctx, connectorId);
    const metadata = serverMetadataSchema.parse(
      await (await fetch(`${server.origin}/.well-known/oauth-authorization-server`)).json(),
    );
    const { issuer } = server;
    const target = { issuer, metadata, resource: server.url, scope: null, dpop: null };
    const wanted = { connectorId, target, redirectUri: "https://x.example/cb", cimdUrl: null };
    const registration = value(
      await registrationFor(ctx, { ...wanted, grant: "authorization_code", authMethod: null }),
    );
    if (!connector) throw new Error("no connector");
    const origin = { registrationId: registration.id, issuer, metadata, resource: server.url };
    const tokens = { accessToken: "at-0", refreshToken: "rt-0", tokenType: "Bearer", scope: null, expiresAt: null };
    const full = { ...origin, grant: "authorization_code", dpopKey: null } as const;
    const connectionId = await saveConnection(ctx, connector, { flowId: null, origin: full, tokens }, "default");
    if (!connectionId) throw new Error("not connected");
    return { ctx, connectorId, connectionId, wanted };
  }

  it("is registered with anew, once, and keeps the connection where its refresh tokens outlive the client", async () => {
    const server = await started();
    const { ctx, connectionId } = await signedIn(server);
    const { answerToken } = server;
    server.answerToken = (request) =>
      request.form.client_id === "client-1" ? { status: 401, body: { error: "invalid_client" } } : answerToken(request);
    const newer = value(await refreshAfterRejection(ctx, connectionId, "at-0"));
    expect(server.tokenRequests.map(({ form }) => form.client_id)).toEqual(["client-1", "client-2"]);
    value(await refreshAfterRejection(ctx, connectionId, newer ?? ""));
    expect(server.tokenRequests.at(-1)?.form.client_id).toBe("client-2");
    expect(server.registrations).toHaveLength(2);
  });

  it("ends the connection with its reason after one new registration; the next sign-in registers anew", async () => {
    const server = await started();
    const { ctx, connectorId, connectionId, wanted } = await signedIn(server);
    server.answerToken = () => ({ status: 400, body: { error: "bad_request", error_description: "Client not found" } });
    expect(await refreshAfterRejection(ctx, connectionId, "at-0")).toEqual({
      ok: false,
      error: { reason: "needs_reauth" },
    });
    expect(server.tokenRequests.map(({ form }) => form.client_id)).toEqual(["client-1", "client-2"]);
    // Everybody else's tokens came by the old registration; one that helped nobody does not take its place.
    const kept = await db().clientRegistration.findFirst({ where: { connectorId } });
    expect(kept?.clientId).toBe("client-1");
    const [item] = await connectionsWithTools(ctx, connectorId);
    expect(item).toMatchObject({ state: "reconnect", connection: { stateReason: "client_rejected" } });
    expect((await readSecrets(ctx, connectionId))?.kind).toBe("tokens");

    const again = value(await registrationFor(ctx, { ...wanted, grant: "authorization_code", authMethod: null }));
    expect(again.client.clientId).toBe("client-3");
  });
});
