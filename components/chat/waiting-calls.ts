import type { Transcript } from "#lib/chat/types.ts";

/**
 * The calls that wait for a connection: how many for each connector of one answer, by the first of them, which stands
 * for all.
 */
export function waitingCalls(transcript: Transcript | undefined): ReadonlyMap<string, number> {
  const firstOf = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const message of transcript?.messages ?? []) {
    if (message.role !== "assistant") continue;
    for (const block of message.blocks) {
      const call = block.type === "tool_call" ? block.call : null;
      if (call?.state !== "awaiting_connection") continue;
      const key = `${call.runId} ${call.connector.id}`;
      const first = firstOf.get(key) ?? call.id;
      firstOf.set(key, first);
      counts.set(first, (counts.get(first) ?? 0) + 1);
    }
  }
  return counts;
}
