import { createHash, randomBytes } from "node:crypto";

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Minted only by lib/orgs after a membership was read from the database. */
export type OrgId = Branded<"OrgId">;

/** Who acts, where. Every function of the data layer that touches an organization's rows demands one. */
export type OrgContext = {
  readonly orgId: OrgId;
  readonly userId: string;
  readonly role: "owner" | "admin" | "member" | "auditor";
  readonly orgKind: "personal" | "organization";
};

const PREFIXES = {
  user: "usr",
  session: "ses",
  org: "org",
  membership: "mem",
  invite: "inv",
  connector: "con",
  registration: "reg",
  connection: "acc",
  flow: "flw",
  conversation: "cnv",
  run: "run",
  toolCall: "tcl",
  approval: "apr",
  grant: "grt",
  report: "rpt",
  reset: "pwr",
  header: "hdr",
  trace: "trc",
  input: "inp",
  attachment: "att",
  provider: "mpr",
  model: "mdl",
  research: "rsc",
} as const;

export type IdKind = keyof typeof PREFIXES;

/** A new row id: a readable prefix and 128 random bits (base64url). */
export function newId(kind: IdKind): string {
  return `${PREFIXES[kind]}_${randomBytes(16).toString("base64url")}`;
}

/** An unguessable token for links, `state` and leases: 256 random bits, base64url. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256 of a text, base64url. Tokens are stored only in this form. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
