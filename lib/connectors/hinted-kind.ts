import type { ToolAnnotations } from "#lib/mcp/types.ts";
import type { ActionKind } from "#lib/policy/types.ts";

/** What a server claims its tool does; null where it claims nothing. For owners to look at: it decides nothing itself. */
export function hintedKind({ readOnlyHint, destructiveHint }: ToolAnnotations): ActionKind | null {
  if (readOnlyHint === true) return "read";
  if (destructiveHint === true) return "delete";
  return readOnlyHint === false || destructiveHint === false ? "write" : null;
}
