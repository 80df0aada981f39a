import fc from "fast-check";

/** Stands for the id of the request that is answered; put in by `fill`. */
const ID = '"\u241fid\u241f"';

/** Puts the id of a request where an answer has its placeholder. */
export function fill(body: Uint8Array<ArrayBuffer>, id: unknown): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(body).toString("latin1");
  const placeholder = Buffer.from(ID).toString("latin1");
  return Uint8Array.from(Buffer.from(text.replaceAll(placeholder, JSON.stringify(id ?? null)), "latin1"));
}

const NASTY_KEYS = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "then",
  "type",
  "text",
  "uri",
  "name",
  "",
  "$ref",
];
const nastyKey = fc.oneof(fc.constantFrom(...NASTY_KEYS), fc.string({ unit: "binary", maxLength: 12 }));
const nastyLeaf = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -0, 1e308, -1, 2 ** 53, "", "\u0000", "\ud800", "a".repeat(5_000)),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant("\u241fid\u241f"),
);
/** JSON of any kind, with keys that break what takes objects for maps. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    nastyLeaf,
    fc.array(tie("value"), { maxLength: 5 }),
    fc.array(fc.tuple(nastyKey, tie("value")), { maxLength: 5 }).map((entries) => {
      const node: Record<string, unknown> = {};
      for (const [key, value] of entries)
        Object.defineProperty(node, key, { value, enumerable: true, configurable: true });
      return node;
    }),
  ),
})).value;

type Path = number[];
/** Replaces, removes or repeats one part of a value, found by walking `path`. */
function changed(value: unknown, path: Path, how: "replace" | "remove" | "wrap", by: unknown): unknown {
  if (path.length === 0 || value === null || typeof value !== "object") return how === "wrap" ? [value, by] : by;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  const keys = Object.keys(copy);
  const key = keys[(path[0] ?? 0) % Math.max(keys.length, 1)];
  if (key === undefined) return by;
  const node = copy as Record<string, unknown>;
  if (how === "remove" && path.length === 1) delete node[key];
  else node[key] = changed(node[key], path.slice(1), how, by);
  return copy;
}

/** A proper value, wrong in up to three places. */
export function nearly(proper: unknown): fc.Arbitrary<unknown> {
  const change = fc.tuple(
    fc.array(fc.nat(9), { maxLength: 5 }),
    fc.constantFrom("replace" as const, "remove" as const, "wrap" as const),
    anyJson,
  );
  return fc
    .array(change, { maxLength: 3 })
    .map((changes) => changes.reduce<unknown>((value, [path, how, by]) => changed(value, path, how, by), proper));
}

/** Text as bytes, whole or cut, with bytes in between that do not belong there. */
function damagedBytes(text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const junk = fc.constantFrom(
    "",
    "",
    "",
    "\ufeff",
    "\u0000",
    "NaN",
    "\xff\xfe",
    ",",
    "}",
    "[",
    '"',
    "\\u12",
    "data: ",
    "\r",
  );
  return fc
    .tuple(text, fc.nat(400), junk, fc.constantFrom("keep", "keep", "keep", "insert", "cut", "latin1"))
    .map(([whole, at, inserted, how]) => {
      if (how === "latin1") return Uint8Array.from(Buffer.from(whole, "latin1"));
      if (how === "cut") return Uint8Array.from(Buffer.from(whole.slice(0, at)));
      return Uint8Array.from(Buffer.from(how === "insert" ? whole.slice(0, at) + inserted + whole.slice(at) : whole));
    });
}

const json = (value: fc.Arbitrary<unknown>) => value.map((each) => JSON.stringify(each) ?? "");

function eventStream(message: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const end = fc.constantFrom("\n", "\n", "\r\n", "\r");
  const line = fc.oneof(
    { weight: 4, arbitrary: json(message).map((text) => `data: ${text}`) },
    fc.constantFrom(
      "",
      "",
      ":",
      "id: 1",
      "id: \u0000",
      "retry: 0",
      "retry: -1",
      "retry: 1e9",
      "event: message",
      "event: x",
      "data",
      "data:",
    ),
    fc.string({ maxLength: 20 }),
  );
  return fc
    .array(fc.tuple(line, end), { maxLength: 8 })
    .map((lines) => lines.map(([text, eol]) => text + eol).join(""));
}

export type FuzzedAnswer = { status: number; headers: Record<string, string>; body: Uint8Array<ArrayBuffer> };

/** An HTTP answer to a JSON-RPC request whose result should have been `proper`. */
export function answerLike(proper: unknown): fc.Arbitrary<FuzzedAnswer> {
  const envelope = { jsonrpc: "2.0", id: "\u241fid\u241f", result: proper };
  const failure = { jsonrpc: "2.0", id: "\u241fid\u241f", error: { code: -32603, message: "no", data: {} } };
  const notice = {
    jsonrpc: "2.0",
    method: "notifications/progress",
    params: { progressToken: "\u241fid\u241f", progress: 1 },
  };
  const question = {
    jsonrpc: "2.0",
    id: 7,
    method: "elicitation/create",
    params: { message: "?", requestedSchema: {} },
  };
  const message = fc.oneof(
    { weight: 5, arbitrary: nearly(envelope) },
    nearly(failure),
    nearly(notice),
    nearly(question),
    fc.constant([envelope, failure]),
    anyJson,
  );
  const status = fc.oneof(
    { weight: 8, arbitrary: fc.constant(200) },
    fc.constantFrom(201, 202, 204, 302, 400, 401, 403, 404, 409, 429, 500, 503, 599),
  );
  const text = fc.oneof(
    json(message).map((body) => ["application/json", body] as const),
    eventStream(message).map((body) => ["text/event-stream", body] as const),
    fc.tuple(fc.constantFrom("text/html", "", "application/json; charset=utf-16", "x"), json(message)),
  );
  return fc
    .tuple(
      status,
      text.chain(([type, body]) => fc.tuple(fc.constant(type), damagedBytes(fc.constant(body)))),
      challengeHeader,
    )
    .map(([code, [type, body], challenge]) => ({
      status: code,
      headers: { ...(type && { "content-type": type }), ...(code === 401 && { "www-authenticate": challenge }) },
      body,
    }));
}

const token = fc.constantFrom(
  "Bearer",
  "DPoP",
  "Basic",
  "realm",
  "scope",
  "error",
  "resource_metadata",
  "iss",
  "a",
  "=",
  ",",
  " ",
  '"',
  "\\",
  "==",
);
/** What should be a WWW-Authenticate header. */
export const challengeHeader: fc.Arbitrary<string> = fc
  .oneof(
    fc
      .array(fc.oneof(token, fc.constantFrom('"https://a.example/x"', '"insufficient_scope"', "https://[", "\t")), {
        maxLength: 30,
      })
      .map((parts) => parts.join("")),
    fc.string({ maxLength: 200 }),
  )
  .map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, "?"));

/** Text of a document whose proper form is `proper`. */
export function documentLike(proper: unknown): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  return damagedBytes(json(fc.oneof({ weight: 4, arbitrary: nearly(proper) }, anyJson)));
}
