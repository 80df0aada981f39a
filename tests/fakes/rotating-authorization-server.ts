import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { ServerMetadata } from "#lib/oauth/types.ts";
import { startHttpServer } from "./loopback-server.ts";

/** What becomes of one refresh: time until it is decided, time until the answer leaves, and what goes wrong before. */
export type Behaviour = {
  beforeMs: number;
  afterMs: number;
  /** A status, a connection closed without a word, or a page for people in the place of an answer; all change nothing. */
  failure: number | "reset" | "page" | null;
};

/** One person's consent, as the provider remembers it. */
export type Grant = {
  /** Refresh tokens exchanged so far. */
  rotations: number;
  /** Requests answered with `invalid_grant`. */
  refused: number;
  /** Requests that arrived, and those being worked on. */
  requests: number;
  open: number;
  isEnded: boolean;
  accessToken: string;
  refreshToken: string;
};

export type RotatingServer = {
  issuer: string;
  hostPort: string;
  metadata: ServerMetadata;
  /** Called for each request; changeable while it runs. */
  behave: (grantId: string) => Partial<Behaviour>;
  /** Requests of a grant are not decided before this resolves. */
  hold: Map<string, Promise<void>>;
  /** A new grant with its first tokens, as after a sign-in. */
  issue: (grantId: string) => Grant;
  grant: (grantId: string) => Grant;
  close: () => Promise<void>;
};

/**
 * A token endpoint as strict as they come: each refresh token works once, and using one again ends the whole grant
 * (RFC 9700 section 4.14.2). It forgives nothing, not even a repetition within the same second.
 */
export async function startRotatingServer(): Promise<RotatingServer> {
  const grants = new Map<string, Grant>();
  const grant = (id: string): Grant => {
    const found = grants.get(id);
    if (!found) throw new Error(`no grant ${id}`);
    return found;
  };
  const http = await startHttpServer((request, response, body) => {
    http.requests.length = 0;
    void answer(server, new URLSearchParams(body), response).catch(() => request.socket.destroy());
  });
  const server: RotatingServer = {
    issuer: http.origin,
    hostPort: http.hostPort,
    metadata: { issuer: http.origin, token_endpoint: `${http.origin}/token` } as ServerMetadata,
    behave: () => ({}),
    hold: new Map(),
    issue: (id) => {
      const counters = { rotations: 0, refused: 0, requests: 0, open: 0, isEnded: false };
      grants.set(id, { ...counters, ...tokens(id, 0) });
      return grant(id);
    },
    grant,
    close: http.close,
  };
  return server;
}

async function answer(server: RotatingServer, form: URLSearchParams, response: ServerResponse): Promise<void> {
  const presented = form.get("refresh_token") ?? "";
  const id = presented.split(".")[1] ?? "";
  const grant = server.grant(id);
  const { beforeMs = 0, afterMs = 0, failure = null } = server.behave(id);
  grant.requests += 1;
  grant.open += 1;
  try {
    await pause(beforeMs);
    await server.hold.get(id);
    if (failure === "reset") return void response.destroy();
    if (failure === "page")
      return void response.writeHead(200, { "content-type": "text/html" }).end("<h1>Soon back</h1>");
    if (failure !== null) return void response.writeHead(failure).end();
    const [status, json] = exchange(grant, id, presented);
    await pause(afterMs);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
  } finally {
    grant.open -= 1;
  }
}

function exchange(grant: Grant, id: string, presented: string): [number, object] {
  if (grant.isEnded || presented !== grant.refreshToken) {
    grant.isEnded = true;
    grant.refused += 1;
    return [400, { error: "invalid_grant" }];
  }
  grant.rotations += 1;
  Object.assign(grant, tokens(id, grant.rotations));
  const { accessToken, refreshToken } = grant;
  return [200, { access_token: accessToken, refresh_token: refreshToken, token_type: "Bearer", expires_in: 3600 }];
}

/** Tokens that tell whose they are. */
function tokens(id: string, n: number): { accessToken: string; refreshToken: string } {
  const secret = randomBytes(9).toString("hex");
  return { accessToken: `access.${id}.${n}.${secret}`, refreshToken: `refresh.${id}.${n}.${secret}` };
}
