import type { SecurityPolicy } from "#lib/connectors/types.ts";
import type { PolicyInput } from "#lib/policy/types.ts";
import type { CurrentTool } from "./data/circumstances.ts";

/** What the organization makes of what the checks find in a tool's definition; null where they find nothing. */
export function suspicionOf(_tool: CurrentTool | null, _made: SecurityPolicy["definitions"]): PolicyInput["suspicion"] {
  return null;
}
