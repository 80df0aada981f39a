import { authenticationOf } from "./authentication.ts";
import type { ConnectorCheck, ConnectorSettings } from "./schema.ts";

const FOUND = {
  ready: "none",
  sign_in: "oauth",
  key_needed: "headers",
  key_refused: "headers",
  failed: "unknown",
} as const satisfies Record<ConnectorCheck["outcome"], string>;

/** What a look at a connector's server changes of its row. */
export function checkColumns(check: ConnectorCheck, settings: ConnectorSettings) {
  const authentication = authenticationOf(settings);
  const isSet = authentication === "headers" || authentication === "none";
  return { lastCheck: check, checkedAt: new Date(), auth: isSet ? authentication : FOUND[check.outcome] };
}
