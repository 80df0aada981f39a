import { expect, test } from "vitest";
import { clientMetadataDocument } from "./client-metadata.ts";
import { generatePrivateKey } from "./private-key.ts";

const clientId = "https://patchbay.example.org/oauth/client/con_1";
const redirectUri = "https://patchbay.example.org/oauth/callback/con_1";
const document = { clientId, redirectUri, clientName: "Patchbay", clientUri: "https://patchbay.example.org" };

test("the document names itself, a public web client and this connector's redirect URI alone", () => {
  expect(clientMetadataDocument({ ...document, keys: [] })).toEqual({
    client_id: clientId,
    client_name: "Patchbay",
    client_uri: "https://patchbay.example.org",
    redirect_uris: [redirectUri],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
    application_type: "web",
  });
});

test("with keys it is a client that signs, and holds their public halves alone", () => {
  for (const alg of ["ES256", "PS256"] as const) {
    const key = generatePrivateKey(alg);
    const published = clientMetadataDocument({ ...document, keys: [key] });
    expect(published).toMatchObject({
      token_endpoint_auth_method: "private_key_jwt",
      jwks: { keys: [{ kid: key.kid, alg, use: "sig" }] },
    });
    for (const member of ["d", "p", "q", "dp", "dq", "qi"])
      if (typeof key.jwk[member] === "string") expect(JSON.stringify(published)).not.toContain(key.jwk[member]);
  }
});
