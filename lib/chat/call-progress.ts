import type { CallProgress } from "#lib/mcp/types.ts";
import { log } from "#lib/platform/log.ts";
import { PROGRESS_MESSAGE_CHARS, PROGRESS_TELL_MS } from "./constants.ts";
import { tellProgress } from "./mutations/progress.ts";

/** Tells readers how far one call has come: the first news at once, then the latest every PROGRESS_TELL_MS. */
export class CallProgressReporter {
  readonly #call: { conversationId: string; toolCallId: string };
  #latest: CallProgress | null = null;
  #pause: NodeJS.Timeout | undefined;

  constructor(call: { conversationId: string; toolCallId: string }) {
    this.#call = call;
  }

  report(progress: CallProgress): void {
    this.#latest = progress;
    if (!this.#pause) this.#tell();
  }

  #tell(): void {
    const { progress, total, message } = this.#latest ?? {};
    this.#latest = null;
    this.#pause = undefined;
    if (progress === undefined || !Number.isFinite(progress)) return;
    const words = message?.toWellFormed().replaceAll("\0", "").slice(0, PROGRESS_MESSAGE_CHARS).toWellFormed();
    const isBounded = total !== undefined && Number.isFinite(total) && total > 0;
    void tellProgress({ ...this.#call, progress, ...(isBounded && { total }), ...(words && { message: words }) }).catch(
      (error: unknown) => log().warn({ err: error }, "could not tell of a call's progress"),
    );
    this.#pause = setTimeout(() => this.#tell(), PROGRESS_TELL_MS).unref();
  }
}
