import type { PolicyInput, PolicyMode } from "./types.ts";

/** What owners' decisions come to for one tool, as `decide` takes them; null: they decided nothing. */
export function organizationMode({ tool, kind, connector }: PolicyInput["policy"]): PolicyMode | null {
  if ([tool, kind, connector].includes("block")) return "block";
  return tool ?? kind ?? connector;
}
