import { expect, test } from "vitest";
import { clientMetadataDocument } from "./client-metadata.ts";

test("the document names itself, a public web client and this connector's redirect URI alone", () => {
  const clientId = "https://patchbay.example.org/oauth/client/con_1";
  const redirectUri = "https://patchbay.example.org/oauth/callback/con_1";
  expect(
    clientMetadataDocument({
      clientId,
      redirectUri,
      clientName: "Patchbay",
      clientUri: "https://patchbay.example.org",
    }),
  ).toEqual({
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
