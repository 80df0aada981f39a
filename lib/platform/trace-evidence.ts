import type { StepName } from "./trace.ts";

/** Longest text kept as evidence, in characters, and most requests of one step. */
const MAX_TEXT = 300;
const MAX_EXCHANGES = 12;

/** One request of a step and what came back: a status, or the reason there is none. */
export type ExchangeEvidence = { url: string; status?: number; contentType?: string; failure?: string };
/** What a step found out, after redaction. */
export type Evidence = { [field: string]: string | number | boolean | ExchangeEvidence[] };

type FieldKind = "text" | "host" | "url" | "count" | "flag" | "exchanges";

/** Every field that may be kept, by kind. What is not named here, or not under its step below, never enters a trace. */
const FIELD_KINDS = {
  host: "host",
  port: "count",
  address: "host",
  addressCount: "count",
  family: "text",
  isPublic: "flag",
  code: "text",
  tlsProtocol: "text",
  subject: "text",
  issuedBy: "text",
  validTo: "text",
  status: "count",
  detail: "text",
  era: "text",
  transport: "text",
  protocolVersion: "text",
  serverName: "text",
  serverVersion: "text",
  scheme: "text",
  error: "text",
  scope: "text",
  resource: "url",
  resourceMetadata: "url",
  issuer: "url",
  authorizationServer: "url",
  authorizationHost: "host",
  tokenHost: "host",
  hasRegistration: "flag",
  hasClientDocument: "flag",
  hasPkce: "flag",
  source: "text",
  authMethod: "text",
  isKnownClient: "flag",
  tokenType: "text",
  expiresInS: "count",
  hasRefreshToken: "flag",
  isReused: "flag",
  toolCount: "count",
  leftOut: "count",
  tool: "text",
  outcome: "text",
  exchanges: "exchanges",
} as const satisfies Record<string, FieldKind>;
export type EvidenceField = keyof typeof FIELD_KINDS;
/** What a caller may offer as evidence; it is kept only where the step allows the field. */
export type OfferedEvidence = { readonly [F in EvidenceField]?: unknown };

const SERVER = ["status", "detail", "exchanges"] as const;
const TOKEN = [...SERVER, "tokenType", "scope", "expiresInS", "hasRefreshToken"] as const;

/** Which fields each step may keep. */
export const EVIDENCE_FIELDS: { readonly [S in StepName]: readonly EvidenceField[] } = {
  resolve: ["host", "addressCount", "family", "isPublic"],
  connect: ["host", "port", "address", "code"],
  tls: ["host", "tlsProtocol", "subject", "issuedBy", "validTo", "code"],
  era: [...SERVER, "era", "transport", "protocolVersion", "serverName", "serverVersion"],
  challenge: ["scheme", "error", "scope", "resourceMetadata"],
  resource_metadata: [...SERVER, "resource", "authorizationServer"],
  server_metadata: [
    ...SERVER,
    "issuer",
    "authorizationHost",
    "tokenHost",
    "hasRegistration",
    "hasClientDocument",
    "hasPkce",
  ],
  registration: [...SERVER, "source", "authMethod", "isKnownClient"],
  authorization: ["host", "scope", "resource", "detail"],
  callback: ["detail"],
  identity: [...SERVER, "issuer"],
  token: TOKEN,
  refresh: TOKEN,
  session: [...SERVER, "isReused", "protocolVersion", "transport"],
  list: [...SERVER, "toolCount", "leftOut"],
  call: [...SERVER, "tool", "outcome"],
};

/**
 * The one door through which evidence enters a trace: fields the step may keep and no others, each of its kind, bounded,
 * free of invisible characters and of whatever looks like a secret.
 */
export function redacted(step: StepName, offered: OfferedEvidence): Evidence {
  const kept: Evidence = {};
  for (const field of EVIDENCE_FIELDS[step]) {
    const value = keep(FIELD_KINDS[field], offered[field]);
    if (value !== undefined) kept[field] = value;
  }
  return kept;
}

/** As the URL parser writes it, or an address, with or without a port. */
const HOST = /^[a-z0-9.:[\]_-]{1,262}$/i;

function keep(kind: FieldKind, value: unknown): Evidence[string] | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  switch (kind) {
    case "flag":
      return typeof value === "boolean" ? value : undefined;
    case "count":
      return typeof value === "number" && Number.isFinite(value) ? Math.round(value) : undefined;
    case "text":
      return typeof value === "string" ? safeText(value) : undefined;
    case "host":
      return typeof value === "string" && HOST.test(value) ? value : undefined;
    case "url":
      return typeof value === "string" ? safeUrl(value) : undefined;
    case "exchanges":
      return Array.isArray(value) ? value.slice(0, MAX_EXCHANGES).map(safeExchange) : undefined;
  }
}

function safeExchange({ url, status, contentType, failure }: ExchangeEvidence): ExchangeEvidence {
  return {
    url: safeUrl(url),
    ...(status !== undefined && { status: Math.round(status) }),
    ...(contentType && { contentType: safeText(contentType.split(";")[0] ?? "").slice(0, 80) }),
    ...(failure && { failure: safeText(failure) }),
  };
}

/** Origin and path alone: a query, a fragment and user information are where addresses carry secrets. */
export function safeUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return "?";
  // Whether a bare host ends with a slash is what issuers are compared by.
  const path = /^https?:\/\/[^/?#]*$/i.test(text) ? "" : safeText(url.pathname);
  return `${url.protocol}//${url.host.slice(0, MAX_TEXT)}${path}`;
}

const HIDDEN = "[hidden]";
const UUID = /\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const JWT = /\beyJ[\w-]{4,}\.[\w-]+(?:\.[\w-]*)*/g;
/** What follows the name of a scheme, unless a sentence goes on. */
const AUTHORIZATION = /\b(basic|bearer|dpop) (?!tokens?\b|auth|scheme|challenge)[^\s"',;]+/gi;
/** `client_secret=…`, `"refresh_token": "…"`, `api-key: …`. */
const NAMED =
  /\b((?:access|refresh|id)_?token|client_?secret|client_?assertion|code_?verifier|password|secret|cookie|x?-?api-?key)("?\s*[=:]\s*"?)[^\s"'&,;]+/gi;
const PARAMETER = /\b(code|state|nonce|token|key|sig|signature)=[^\s"'&,;]+/gi;
const RUN = /[A-Za-z0-9_+/=~.-]{16,}/g;
/** What people write: `known`, `MCP`, `Server`, `2025`, `v2`, `listOrders`. */
const PLAIN_WORD =
  /^(?:AADSTS\d+|[a-z]{0,18}\d{0,2}|[A-Z]{0,12}\d{0,2}|\d{1,4}|(?=.{1,40}$)[a-z]*(?:[A-Z][a-z]{2,})+)$/;
const MIN_RANDOM = 12;
/** Tokens go on across these, base64 across a slash too; a path or a host name begins a new piece after the others. */
const JOINT = /^[-_~]+$/;
const BASE64_JOINT = /^[-_~/]+$/;

/** Text fit to be kept: one line, nothing invisible, nothing that looks like a secret, at most MAX_TEXT characters. */
export function safeText(text: string): string {
  const plain = text.slice(0, 8 * MAX_TEXT).toWellFormed();
  const scrubbed = plain
    .replace(JWT, HIDDEN)
    .replace(AUTHORIZATION, `$1 ${HIDDEN}`)
    .replace(NAMED, `$1$2${HIDDEN}`)
    .replace(PARAMETER, `$1=${HIDDEN}`)
    .replace(UUID, (_, start: string) => `${start}…`)
    .replace(RUN, withoutRandom);
  const visible = scrubbed
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`)
    .trim();
  return visible.length > MAX_TEXT ? `${visible.slice(0, MAX_TEXT - 1).toWellFormed()}…` : visible;
}

/**
 * A run of characters without what is no word in it, from the first to the last such piece and whatever is joined to
 * them, when there is much of it. Names joined by `-`, `_`, `.` or `/` are words.
 */
function withoutRandom(run: string): string {
  const parts = run.split(/([-_/.~]+)/);
  const odd = parts.flatMap((part, index) => (index % 2 === 0 && !PLAIN_WORD.test(part) ? [index] : []));
  if (odd.reduce((length, index) => length + (parts[index]?.length ?? 0), 0) < MIN_RANDOM) return run;
  const joint = /[+=]/.test(run) ? BASE64_JOINT : JOINT;
  let first = odd[0] ?? 0;
  let last = odd.at(-1) ?? 0;
  while (first >= 2 && joint.test(parts[first - 1] ?? "")) first -= 2;
  while (last + 2 < parts.length && joint.test(parts[last + 1] ?? "")) last += 2;
  return [...parts.slice(0, first), HIDDEN, ...parts.slice(last + 1)].join("");
}
