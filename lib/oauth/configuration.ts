import { allowInsecureRequests, Configuration, customFetch, type DPoPHandle, getDPoPHandle } from "openid-client";
import { ok, type Result } from "#lib/platform/result.ts";
import { clientAuthentication } from "./client-authentication.ts";
import { checkEndpoint } from "./endpoints.ts";
import { importKeyPair, type PrivateKey } from "./private-key.ts";
import { ExchangeFailure, fail, fetchProblem } from "./problem.ts";
import type { ServerMetadata } from "./schema.ts";
import { tidyResponse } from "./token-response.ts";
import type { ClientIdentity, Exchange, OAuthProblem, OAuthStep } from "./types.ts";

/** One authorization server and us, for a request to it. */
export type ServerExchange = Exchange & {
  issuer: string;
  metadata: ServerMetadata;
  client: ClientIdentity;
  /** The key that tokens are to be bound to, or are bound to (RFC 9449); null = bearer tokens. */
  dpopKey?: PrivateKey | null;
};

/** What the library needs for a request. */
export type Configured = { configuration: Configuration; options: { DPoP?: DPoPHandle } };

/** The library's view of one authorization server and us; its requests go through the given fetch, answers tidied. */
export async function configure(
  i: ServerExchange,
  step: OAuthStep,
  secrets: readonly string[],
): Promise<Result<Configured, OAuthProblem>> {
  const name = step === "revocation" ? "revocation_endpoint" : "token_endpoint";
  const endpoint = checkEndpoint(i.metadata[name] ?? "", i.allowHttp);
  if (!endpoint.ok) return fail("endpoint_not_allowed", step, `${name}: ${endpoint.error}`);
  const authentication = await clientAuthentication(i.client, step);
  if (!authentication.ok) return authentication;

  const server = { ...i.metadata, issuer: i.issuer };
  const configuration = new Configuration(server, i.client.clientId, {}, authentication.value);
  if (endpoint.value.protocol === "http:") allowInsecureRequests(configuration);
  const options = i.dpopKey ? { DPoP: getDPoPHandle(configuration, await importKeyPair(i.dpopKey)) } : {};
  // A demand for a nonce (RFC 9449 §8) is the library's to answer, once.
  let mayDemandNonce = i.dpopKey ? 1 : 0;
  configuration[customFetch] = async (url, options) => {
    const signals = [options.signal, i.signal].filter((signal) => signal !== undefined);
    try {
      const response = await i.fetch(url, { ...(options as RequestInit), signal: AbortSignal.any(signals) });
      if (response.headers.has("dpop-nonce") && response.status === 400 && mayDemandNonce-- > 0) {
        const body = await response.text();
        if (body.includes("use_dpop_nonce")) return copyOf(response, body);
        return await tidyResponse(copyOf(response, body), step, [...secrets, i.client.clientSecret]);
      }
      return await tidyResponse(response, step, [...secrets, i.client.clientSecret]);
    } catch (error) {
      throw error instanceof ExchangeFailure ? error : new ExchangeFailure(fetchProblem(error, step));
    }
  };
  return ok({ configuration, options });
}

function copyOf({ status, headers }: Response, body: string): Response {
  return new Response(body, { status, headers });
}
