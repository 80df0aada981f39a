import { ProtocolError } from "@modelcontextprotocol/client";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { type Link, onLink } from "./link.ts";
import { detailFrom, httpBody, problemFrom } from "./problem.ts";
import type { McpSession } from "./session.ts";
import { isSessionLost } from "./session-loss.ts";
import type { McpProblem } from "./types.ts";

/** The server answered, and the answer is no: what was asked for is not there, or it does not give it. */
export type Refusal = { reason: "not_there" | "refused"; detail?: string };
export type AskProblem = McpProblem | Refusal;

/** -32002 until 2025-11-25, -32602 since 2026-07-28 (Resources, "Error Handling"). */
const NOT_THERE = new Set([-32002, -32602]);

/** Asks something that may be asked again, so a lost session is opened once more. */
export async function askServer<T>(
  session: McpSession,
  ask: (link: Link) => Promise<T>,
): Promise<Result<T, AskProblem>> {
  for (let attempt = 0; ; attempt += 1) {
    const ready = await session.ready();
    if (!ready.ok) return ready;
    const link = ready.value;
    try {
      return ok(await onLink(link, ask));
    } catch (error) {
      if (attempt > 0 || !isSessionLost(error, link)) return err(refusal(error) ?? problemFrom(error, link.challenge));
      const reconnected = await session.reconnect(link);
      if (!reconnected.ok) return reconnected;
    }
  }
}

/** A JSON-RPC error, as the answer or inside a refused HTTP request. */
function refusal(error: unknown): Refusal | null {
  const answer = error instanceof ProtocolError ? error : errorIn(httpBody(error));
  if (!answer) return null;
  const detail = detailFrom(answer.message);
  return { reason: NOT_THERE.has(answer.code) ? "not_there" : "refused", ...(detail && { detail }) };
}

function errorIn(body: string): { code: number; message: string } | null {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } };
    const { code, message } = error ?? {};
    return typeof code === "number" && typeof message === "string" ? { code, message } : null;
  } catch {
    return null;
  }
}
