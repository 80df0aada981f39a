import type { z } from "zod";
import type { Revocation } from "#lib/credentials/types.ts";
import type { Finding } from "#lib/inspection/types.ts";
import type { ToolAnnotations } from "#lib/mcp/types.ts";
import type { ActionKind, NarrowingMode } from "#lib/policy/types.ts";
import type { TraceStep } from "#lib/traces/types.ts";
import type { Authentication } from "./authentication.ts";
import type { HEADER_SCOPES, POLICY_MODES } from "./constants.ts";
import type { securityPolicySchema } from "./policy-schema.ts";
import type { ConnectorCheck, ConnectorSettings } from "./schema.ts";

/** A connector as the server works with it. `url` may hold what only owners should see. */
export type Connector = {
  id: string;
  slug: string;
  name: string;
  url: string;
  kind: "custom" | "prebuilt";
  auth: "none" | "oauth" | "headers" | "unknown";
  lastCheck: ConnectorCheck | null;
  checkedAt: Date | null;
  settings: ConnectorSettings;
  createdAt: Date;
  updatedAt: Date;
  /** Since when there is a picture of it; null: there is none. */
  iconAt: Date | null;
};

/** A connector as people see it; the full address only for those who may change it. */
export type ConnectorView = {
  id: string;
  slug: string;
  name: string;
  host: string;
  url: string | null;
  kind: Connector["kind"];
  auth: Connector["auth"];
  lastCheck: ConnectorCheck | null;
  checkedAt: Date | null;
  /** Where its picture is to be had, on our own origin; null: there is none. */
  iconUrl: string | null;
  canManage: boolean;
};

export type PolicyMode = (typeof POLICY_MODES)[number];

/** What the add dialog is told when it opens. */
export type Reservation = { connectorId: string; callbackUrl: string; isCallbackReachable: boolean };

/** What came of "Add": the connector, or what the check found where it found no working server. */
export type AddOutcome =
  | { kind: "added"; connectorId: string; check: ConnectorCheck }
  | { kind: "not_working"; check: ConnectorCheck; steps: TraceStep[] };

/** A header of a connector without its value, which nobody is ever shown. */
export type HeaderView = { name: string; scope: (typeof HEADER_SCOPES)[number]; setAt: Date | null };

/** What is set for a connector, for those who may see it. Secrets only as "there is one". */
export type ConnectorSettingsView = {
  authentication: Authentication;
  headers: HeaderView[];
  oauth: ConnectorSettings["oauth"];
  /** The owner's own OAuth client; null: we register by ourselves. */
  client: { clientId: string; hasSecret: boolean } | null;
  callbackUrl: string;
  isCallbackReachable: boolean;
};

/** Everything the edit dialog starts from. */
export type EditableConnector = ConnectorSettingsView & { id: string; name: string; url: string };

/** Why a connection does not survive an edit; in words: catalogue namespace `connectorSettings`, `endReasons`. */
export type EndReason =
  | "moved"
  | "client_changed"
  | "authentication_changed"
  | "audience_changed"
  | "header_added"
  | "header_removed";

/** What decides whether a connection survives an edit. */
export type ConnectionFacts = {
  id: string;
  userId: string;
  /** How its tokens were got; null: it has none. */
  grant: string | null;
  resource: string | null;
  /** The headers its member gave. */
  headerNames: string[];
};

/** How many people stay connected, how many have to connect again, and which connections those are. */
export type EditImpact = { kept: number; ended: { reason: EndReason; people: number }[]; endedIds: string[] };

/** What an owner is shown before saving. `updatedAt` says of which state of the connector it was true. */
export type EditPreview = Omit<EditImpact, "endedIds"> & { updatedAt: string };

/** Connections that ended, and what it takes to revoke their tokens. */
export type Ended = { connections: { id: string; userId: string }[]; revocations: Revocation[] };

/** What owners decided about content from outside, for the whole workspace. */
export type SecurityPolicy = z.infer<typeof securityPolicySchema>;

/** A tool as owners decide about it. Its words and annotations are its server's own. */
export type ToolRules = {
  name: string;
  title: string | null;
  description: string;
  annotations: ToolAnnotations;
  /** The definition shown here: of the owner's own account, or of whoever's was read last. */
  definitionHash: string;
  /** What owners decided for it; null: nothing, it follows its kind and its connector. */
  mode: PolicyMode | null;
  /** It was allowed as it was before: it asks until it is allowed as it is. */
  isAllowOutdated: boolean;
  /** What it does by owners' word; null: they said nothing about this definition, so it counts as a write. */
  kind: ActionKind | null;
  /** What they said about it before its server changed it. */
  formerKind: ActionKind | null;
  /** What owners decided for its kind, and for a tool without one; null: nothing. */
  kindMode: PolicyMode | null;
  /** What its server claims; null: it claims nothing. */
  hintedKind: ActionKind | null;
  /** What the checks find suspicious in it. */
  findings: Finding[];
};

/** Everything owners decided about a connector. */
export type ConnectorRules = {
  isTrusted: boolean;
  mode: PolicyMode | null;
  kinds: Partial<Record<ActionKind, PolicyMode>>;
  tools: ToolRules[];
};

/** What a person wants stricter for themselves and what owners decided, by tool; "" is the connector as a whole. */
export type PersonRules = { own: Record<string, NarrowingMode>; organization: Record<string, PolicyMode | null> };
