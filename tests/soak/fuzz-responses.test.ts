import fc from "fast-check";
import { afterAll, describe, expect, test, vi } from "vitest";
import { callTool } from "#lib/mcp/call-tool.ts";
import { MAX_WIRE_DEPTH } from "#lib/mcp/constants.ts";
import { JsonScanner } from "#lib/mcp/json-scanner.ts";
import { readToolList, readTools } from "#lib/mcp/list-tools.ts";
import { openSession } from "#lib/mcp/session.ts";
import { normaliseToolResult } from "#lib/mcp/tool-result.ts";
import type { McpEndpoint } from "#lib/mcp/types.ts";
import { parseChallenges, tokenChallenge } from "#lib/oauth/challenge.ts";
import { discoverAuthorization } from "#lib/oauth/discovery.ts";
import { oauthSettingsSchema } from "#lib/oauth/schema.ts";
import { IS_SOAK } from "#tests/fakes/soak.ts";
import {
  answerLike,
  anyJson,
  challengeHeader,
  documentLike,
  type FuzzedAnswer,
  fill,
  nearly,
} from "./fuzz/arbitraries.ts";

vi.mock("#lib/mcp/constants.ts", async (original) => ({
  ...(await original<typeof import("#lib/mcp/constants.ts")>()),
  PROBE_TIMEOUT_MS: 40,
  CONNECT_TIMEOUT_MS: 80,
  CONNECT_TOTAL_MS: 250,
  LIST_TIMEOUT_MS: 60,
  MODERN_LIST_TIMEOUT_MS: 40,
  LIST_TOTAL_MS: 150,
  RETRY_AFTER_MAX_MS: 50,
  RETRY_AFTER_MIN_MS: 5,
  RESUME_MIN_MS: 5,
  RESUME_MAX_MS: 10,
  STANDING_OPEN_MS: 10,
  STANDING_LINGER_MS: 10,
  RESPONSE_LINGER_MS: 10,
}));

/** A million answers in the long form, one in a hundred otherwise; the seed decides all of them. */
const SHARE = IS_SOAK ? 1 : 0.01;
const SEED = Number(process.env.PATCHBAY_SEED ?? 20261121);
const HANG_MS = 30_000;
/** Answers of one round, given at the same time. */
const ROUND = 20;
const runs = (count: number) => ({ seed: SEED, numRuns: Math.ceil(count * SHARE), endOnFailure: true });

const prototypes = () =>
  [Object, Array, Function, String, Map, Promise].map(({ prototype }) => Object.getOwnPropertyNames(prototype).join());
const intact = prototypes();
afterAll(() => expect(prototypes()).toEqual(intact));

const TOOL = {
  name: "act",
  description: "d",
  inputSchema: { type: "object", properties: { a: { type: "string" } } },
  outputSchema: { type: "object" },
  annotations: { readOnlyHint: true },
};
const RESULTS: Record<string, object> = {
  initialize: { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } },
  "tools/list": { tools: [TOOL, { ...TOOL, name: "b" }], nextCursor: "n", ttlMs: 5 },
  "tools/call": {
    content: [
      { type: "text", text: "t" },
      { type: "resource_link", uri: "x:y", name: "n" },
      { type: "image", data: "", mimeType: "image/png" },
    ],
    structuredContent: { a: 1 },
    _meta: {},
    isError: false,
  },
};

/** A server in this process that answers properly, except for one method. */
function endpoint(fuzzed: string | null, next: () => FuzzedAnswer): McpEndpoint {
  const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
    if (init?.method !== "POST") return new Response(null, { status: 405 });
    const { id, method } = JSON.parse(String(init.body)) as { id?: unknown; method?: string };
    if (id === undefined || method === undefined) return new Response(null, { status: 202 });
    if (fuzzed === null || method === fuzzed) {
      const { status, headers, body } = next();
      return new Response(status === 204 ? null : fill(body, id), { status, headers });
    }
    const result = RESULTS[method];
    const answer = result ? { result } : { error: { code: -32601, message: "no" } };
    return Response.json({ jsonrpc: "2.0", id, ...answer });
  };
  return {
    url: "https://server.example/mcp",
    fetch: fetch as typeof globalThis.fetch,
    accessToken: async () => null,
    onUnauthorized: async () => false,
    remembered: null,
  };
}

/** The outcome, which must come; the SDK and we must not throw. */
async function ending<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no end")), HANG_MS);
  });
  return Promise.race([work, hang]).finally(() => clearTimeout(timer));
}

async function session(at: McpEndpoint) {
  const opened = await ending(openSession(at));
  if (!opened.ok) throw new Error(`The proper half did not answer: ${opened.error.reason}`);
  return opened.value;
}

describe("answers that are nearly right", () => {
  test("to a call", async () => {
    const round = fc.array(answerLike(RESULTS["tools/call"]), { minLength: ROUND, maxLength: ROUND });
    await fc.assert(
      fc.asyncProperty(round, async (answers) => {
        let given = 0;
        const open = await session(endpoint("tools/call", () => answers[given++ % ROUND] as FuzzedAnswer));
        const definition = { name: "act", inputSchema: { type: "object" } };
        const call = { name: "act", arguments: {}, definition, timeoutMs: 40 };
        const outcomes = await ending(Promise.all(answers.map(() => callTool(open, call))));
        for (const outcome of outcomes) expect(JSON.parse(JSON.stringify(outcome))).toHaveProperty("kind");
        await open.close();
      }),
      runs(60_000 / ROUND),
    );
  });

  test("to a list", async () => {
    const round = fc.array(answerLike(RESULTS["tools/list"]), { minLength: ROUND, maxLength: ROUND });
    await fc.assert(
      fc.asyncProperty(round, async (answers) => {
        let given = 0;
        const next = () => answers[given++ % ROUND] as FuzzedAnswer;
        const open = await session(endpoint("tools/list", next));
        const lists = await ending(Promise.all(Array.from({ length: ROUND / 2 }, () => readToolList(open))));
        for (const list of lists) expect(typeof list.ok).toBe("boolean");
        await open.close();
      }),
      runs(60_000 / ROUND),
    );
  });

  test("to the start of a session, in whatever revision", async () => {
    const round = fc.array(
      answerLike({ ...RESULTS.initialize, supportedVersions: ["2026-07-28"], resultType: "complete" }),
      { minLength: ROUND, maxLength: ROUND },
    );
    await fc.assert(
      fc.asyncProperty(round, async (answers) => {
        await ending(
          Promise.all(
            answers.map(async (answer) => {
              const opened = await openSession(endpoint(null, () => answer));
              if (opened.ok) await opened.value.close();
              else expect(typeof opened.error.reason).toBe("string");
            }),
          ),
        );
      }),
      runs(30_000 / ROUND),
    );
  });

  const PRM = {
    resource: "https://server.example/mcp",
    authorization_servers: ["https://as.example"],
    scopes_supported: ["a"],
  };
  const AS = {
    issuer: "https://as.example",
    authorization_endpoint: "https://as.example/a",
    token_endpoint: "https://as.example/t",
    registration_endpoint: "https://as.example/r",
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
  };

  test("to the questions before a sign-in", async () => {
    const settings = oauthSettingsSchema.parse({});
    const input = fc.tuple(
      challengeHeader,
      documentLike(PRM),
      documentLike(AS),
      fc.constantFrom(200, 200, 200, 404, 500),
    );
    await fc.assert(
      fc.asyncProperty(input, async ([challenge, prm, as, status]) => {
        const fetch = async (url: unknown) =>
          new Response(String(url).includes("protected-resource") ? prm : as, {
            status,
            headers: { "content-type": "application/json" },
          });
        const serverUrl = "https://server.example/mcp";
        const found = await ending(
          discoverAuthorization({ serverUrl, challenge, settings, fetch: fetch as typeof globalThis.fetch }),
        );
        if (!found.ok) expect(typeof found.error.reason).toBe("string");
        else expect(new URL(found.value.metadata.token_endpoint ?? "").protocol).toBe("https:");
      }),
      runs(150_000),
    );
  });
});

describe("what we read, part by part", () => {
  test("challenges", () => {
    fc.assert(
      fc.property(challengeHeader, (header) => {
        parseChallenges(header);
        tokenChallenge(header);
      }),
      runs(250_000),
    );
  });

  test("tools: what is kept is a tool, within our limits", () => {
    fc.assert(
      fc.property(fc.array(nearly(TOOL), { maxLength: 5 }), (raw) => {
        const sent = JSON.parse(JSON.stringify(raw)) as unknown[];
        const { tools, leftOut } = readTools(sent);
        expect(tools.length + leftOut.invalid + leftOut.oversize + leftOut.beyondLimit).toBe(sent.length);
        for (const tool of tools)
          expect(tool).toMatchObject({ name: expect.any(String), inputSchema: { type: "object" } });
      }),
      runs(150_000),
    );
  });

  test("results: what is kept can be stored, and says what was left out", () => {
    fc.assert(
      fc.property(nearly(RESULTS["tools/call"]), (raw) => {
        const sent = JSON.parse(JSON.stringify(raw) ?? "null");
        if (typeof sent !== "object" || sent === null || Array.isArray(sent)) return;
        const kept = JSON.stringify(normaliseToolResult(sent));
        expect(kept).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }),
      runs(150_000),
    );
  });

  test("the scanner never lets through what nests deeper than it says", () => {
    const piece = fc.oneof(
      anyJson.map((value) => JSON.stringify(value) ?? ""),
      fc.constantFrom("[", "{", '{"a":', "]", "}", '"', '\\"', "\\", ","),
      fc.nat(400).map((n) => "[".repeat(n)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.integer({ min: 1, max: 50 }), (pieces, size) => {
        const text = pieces.join("");
        const bytes = Buffer.from(text);
        const scanner = new JsonScanner();
        let isAccepted = true;
        for (let at = 0; at < bytes.length && isAccepted; at += size)
          isAccepted = scanner.accepts(bytes.subarray(at, at + size));
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {
          return;
        }
        expect(isAccepted).toBe(depthOf(value) <= MAX_WIRE_DEPTH);
      }),
      runs(150_000),
    );
  });
});

function depthOf(value: unknown): number {
  if (value === null || typeof value !== "object") return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
