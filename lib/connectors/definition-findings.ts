import { setImmediate as nextTurn } from "node:timers/promises";
import { type Described, inspectNames, inspectWords, worstFirst } from "#lib/inspection/inspect-definition.ts";
import type { Finding } from "#lib/inspection/types.ts";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { RecentlyUsed } from "#lib/platform/recently-used.ts";
import { DEFINITIONS_PER_TURN, MAX_REMEMBERED_FINDINGS } from "./constants.ts";
import type { Surroundings } from "./data/neighbourhood.ts";

/** A tool as its server describes it, by the hash of its definition. */
type HashedTool = Described & { hash: string };

const known = () =>
  oncePerProcess("definition-findings", () => ({
    words: new RecentlyUsed<Finding[]>(MAX_REMEMBERED_FINDINGS),
    names: new RecentlyUsed<Finding[]>(MAX_REMEMBERED_FINDINGS),
    /** How many were looked at in this turn of the event loop. */
    looks: 0,
  }));

/** What the checks find in a tool of a connector among these surroundings; a definition is looked at once per process. */
export function findingsIn(connectorId: string, tool: HashedTool, around: Surroundings): Finding[] {
  const home = around.connectors.get(connectorId) ?? { name: "", slug: "" };
  const { words, names } = known();
  const namesKey = `${tool.hash} ${connectorId} ${around.key}`;
  return worstFirst([
    ...remembered(words, tool.hash, () => inspectWords(tool)),
    ...remembered(names, namesKey, () => inspectNames(tool, home, around.names)),
  ]);
}

function remembered(found: RecentlyUsed<Finding[]>, key: string, look: () => Finding[]): Finding[] {
  const before = found.get(key);
  if (before) return before;
  known().looks += 1;
  const now = look();
  found.set(key, now, 1 + now.length);
  return now;
}

/** Tools of a connector with what the checks find in each; some are looked at per turn of the event loop. */
export async function inspected<Tool extends HashedTool>(
  connectorId: string,
  tools: readonly Tool[],
  around: Surroundings,
): Promise<(Tool & { findings: Finding[] })[]> {
  const found: (Tool & { findings: Finding[] })[] = [];
  for (const tool of tools) {
    found.push({ ...tool, findings: findingsIn(connectorId, tool, around) });
    if (known().looks < DEFINITIONS_PER_TURN) continue;
    known().looks = 0;
    await nextTurn();
  }
  return found;
}
