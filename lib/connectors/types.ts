import type { POLICY_MODES } from "./constants.ts";
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
  canManage: boolean;
};

export type PolicyMode = (typeof POLICY_MODES)[number];
/** What owners decided, by tool name; "" is the connector as a whole. */
export type ConnectorPolicies = Record<string, PolicyMode>;

/** What the add dialog is told when it opens. */
export type Reservation = { connectorId: string; callbackUrl: string };

/** What came of "Add": the connector, or what the check found where it found no working server. */
export type AddOutcome =
  | { kind: "added"; connectorId: string; check: ConnectorCheck }
  | { kind: "not_working"; check: ConnectorCheck };
