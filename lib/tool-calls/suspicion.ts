import type { SecurityPolicy } from "#lib/connectors/types.ts";
import type { Finding } from "#lib/inspection/types.ts";
import type { PolicyInput } from "#lib/policy/types.ts";

/** What the organization makes of what the checks find in a tool's definition; null where that is to show it at most. */
export function suspicionOf(
  findings: readonly Finding[],
  made: SecurityPolicy["definitions"],
): PolicyInput["suspicion"] {
  if (made === "show") return null;
  return findings.some(({ severity }) => severity === "high") ? made : null;
}
