import type { TraceOutcome, TraceStep } from "#lib/traces/types.ts";

/** One line of the answer: a step as it ends, or how the whole ended. */
type Line = { step: TraceStep } | { outcome: TraceOutcome };

/**
 * Runs a check of a connector and tells each step as it ends.
 * @returns how it ended, or null when it could not be run or its answer broke off
 */
export async function checkConnector(id: string, onStep: (step: TraceStep) => void): Promise<TraceOutcome | null> {
  try {
    const path = `/api/connectors/${id}/check`;
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    if (!answer.ok || !answer.body) return null;
    let outcome: TraceOutcome | null = null;
    for await (const line of lines(answer.body)) {
      const told = JSON.parse(line) as Line;
      if ("step" in told) onStep(told.step);
      else outcome = told.outcome;
    }
    return outcome;
  } catch {
    return null;
  }
}

async function* lines(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const parts = (rest + read.value).split("\n");
    rest = parts.pop() ?? "";
    yield* parts.filter(Boolean);
  }
  if (rest) yield rest;
}
