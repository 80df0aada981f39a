import { isJSONRPCNotification, isJSONRPCRequest, type JSONRPCMessage } from "@modelcontextprotocol/client";
import {
  MAX_CONTENT_BLOCKS,
  MAX_PROGRESS_PER_SECOND,
  MAX_SERVER_REQUESTS_PER_MINUTE,
  TOOLS_CHANGED_EVERY_MS,
} from "./constants.ts";

/** Thrown to have the SDK drop a message. */
class DroppedMessage extends Error {}

/** At most `limit` in each span of time. */
class Allowance {
  readonly #limit: number;
  readonly #spanMs: number;
  #since = Number.NEGATIVE_INFINITY;
  #used = 0;

  constructor(limit: number, spanMs: number) {
    this.#limit = limit;
    this.#spanMs = spanMs;
  }

  /** Uses one up; false when there is none left. */
  take(now = performance.now()): boolean {
    if (now - this.#since >= this.#spanMs) {
      this.#since = now;
      this.#used = 0;
    }
    this.#used += 1;
    return this.#used <= this.#limit;
  }
}

/**
 * What happens to a message before the SDK reads it: the content of a result is cut to what is kept of it, and
 * floods are thinned out: progress, questions to us, news of a changed tool list.
 * @throws DroppedMessage for one too many
 */
export function incomingFilter(onToolsChanged: () => void): (message: JSONRPCMessage) => void {
  const progress = new Allowance(MAX_PROGRESS_PER_SECOND, 1_000);
  const requests = new Allowance(MAX_SERVER_REQUESTS_PER_MINUTE, 60_000);
  const changes = new Allowance(1, TOOLS_CHANGED_EVERY_MS);
  return (message) => {
    if ("result" in message) cutContent(message.result);
    else if (isJSONRPCRequest(message) && !requests.take()) throw new DroppedMessage("Too many requests");
    else if (isJSONRPCNotification(message)) {
      if (message.method === "notifications/progress" && !progress.take())
        throw new DroppedMessage("Too much progress");
      if (message.method === "notifications/tools/list_changed" && changes.take()) onToolsChanged();
    }
  };
}

/** The SDK judges every block of a result against each kind it knows, which takes seconds for a hundred thousand. */
function cutContent(result: Record<string, unknown>): void {
  // One more than is kept, so that its being cut is noticed.
  if (Array.isArray(result.content)) result.content = result.content.slice(0, MAX_CONTENT_BLOCKS + 1);
}
