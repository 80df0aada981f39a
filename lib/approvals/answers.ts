import type { Rule } from "#lib/policy/types.ts";

/**
 * Whether "Allow always", for the person or for everybody, would spare the next question. Where owners or the person
 * want to be asked, and where a warning asks, it would not.
 */
export function canAllowAlways(rule: Rule | null): boolean {
  return rule?.code === "asked_by_default" || rule?.code === "grant_outdated" || rule?.code === "definition_changed";
}
