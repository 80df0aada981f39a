import { createHash, randomBytes } from "node:crypto";

export type Tokens = { accessToken: string; refreshToken: string | null; clientId: string };

const REDIRECT_URI = "http://localhost:3000/oauth/callback/test";

/**
 * Goes through an authorization page of our own test provider as a browser would, cookies included.
 * @param url the authorization address
 * @returns the redirect back to the client, not followed
 */
export async function signInAndAllow(url: string, account: string, password = ""): Promise<string> {
  return answerPage(url, { account, password, action: "allow" });
}

/** The same, but the person says no. */
export async function signInAndRefuse(url: string): Promise<string> {
  return answerPage(url, { action: "cancel" });
}

async function answerPage(url: string, form: Record<string, string>): Promise<string> {
  const { origin } = new URL(url);
  const cookies = new Map<string, string>();
  const visit = async (address: string, body?: URLSearchParams): Promise<string> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(address, {
      redirect: "manual",
      headers: { cookie },
      ...(body ? { method: "POST", body } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/);
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    await response.body?.cancel();
    if (location === null) return address;
    const next = new URL(location, address).href;
    return next.startsWith(origin) ? visit(next) : next;
  };
  const page = await visit(url);
  const back = await visit(page, new URLSearchParams(form));
  if (back.startsWith(origin)) throw new Error(`The provider did not accept the sign-in at ${new URL(page).pathname}`);
  return back;
}

/** Registers a public client, signs `account` in and redeems the code: the shortest way to a token in a test. */
export async function obtainTokens(
  issuer: string,
  person: { account: string; password?: string },
  request: { resource?: string; scope?: string } = {},
): Promise<Tokens> {
  const metadata = await (await fetch(`${issuer}/.well-known/oauth-authorization-server`)).json();
  const registration = await fetch(metadata.registration_endpoint, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "A test",
      redirect_uris: [REDIRECT_URI],
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: "none",
    }),
  });
  const { client_id: clientId } = await registration.json();
  const verifier = randomBytes(32).toString("base64url");
  const url = new URL(metadata.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    response_type: "code",
    state: "s",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...request,
  }).toString();
  const back = new URL(await signInAndAllow(url.href, person.account, person.password));
  const code = back.searchParams.get("code");
  if (code === null) throw new Error(`No code: ${back.searchParams.get("error_description")}`);
  const tokens = await postToken(issuer, {
    grant_type: "authorization_code",
    client_id: clientId,
    code,
    code_verifier: verifier,
    redirect_uri: REDIRECT_URI,
    ...(request.resource ? { resource: request.resource } : {}),
  });
  return { accessToken: tokens.body.access_token, refreshToken: tokens.body.refresh_token ?? null, clientId };
}

/** One request to the token endpoint. */
export async function postToken(issuer: string, fields: Record<string, string>) {
  const response = await fetch(`${issuer}/token`, { method: "POST", body: new URLSearchParams(fields) });
  return { status: response.status, body: await response.json() };
}
