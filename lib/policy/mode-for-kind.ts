import type { ActionKind, PolicyMode } from "./types.ts";

type KindModes = Partial<Record<ActionKind, PolicyMode>>;
type Classification = { kind: ActionKind; definitionHash: string };

/** What the tool does, by its owners' word about this very definition; null: they said nothing about it. */
export function kindOf(classified: Classification | null, definitionHash: string | null): ActionKind | null {
  return classified !== null && classified.definitionHash === definitionHash ? classified.kind : null;
}

/**
 * What owners decided for tools of this one's kind. Without their word about this definition it counts as a write, and
 * still as what it was before its server changed it, whichever is stricter: a server does not get out of a block by
 * changing a tool, nor under an "allow" that was never given for what the tool is now.
 */
export function modeForKind(
  modes: KindModes,
  classified: Classification | null,
  definitionHash: string | null,
): PolicyMode | null {
  const kind = kindOf(classified, definitionHash);
  if (kind !== null) return modes[kind] ?? null;
  const strict = [modes.write, classified ? modes[classified.kind] : undefined];
  return strict.includes("block") ? "block" : strict.includes("ask") ? "ask" : null;
}
