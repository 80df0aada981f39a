import type { QuestionAnswer } from "#lib/mcp/elicitation.ts";
import type { ToolCallInput } from "#lib/platform/db/generated/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { QUESTION_POLL_MS } from "./constants.ts";
import { findQuestion, mayBeAsked, onQuestions } from "./data.ts";
import { settleQuestion } from "./mutations.ts";
import { storedAnswerSchema } from "./schema.ts";

/**
 * Waits until a stored question is settled: by its person in any process, by its end in time, by the end of their
 * membership, or by those who wait with us. Told by NOTIFY, and looks for itself now and then.
 * @param signal nobody waits any more @param finished the server says that it needs no answer any more
 * @returns what the server is told: "cancel" where nobody answered
 */
export async function waitForAnswer(
  ctx: OrgContext,
  questionId: string,
  { signal, finished }: { signal: AbortSignal; finished: AbortSignal },
): Promise<QuestionAnswer> {
  const bell = new Bell();
  const unsubscribe = onQuestions((id) => {
    if (id === "" || id === questionId) bell.ring();
  });
  const ring = () => bell.ring();
  signal.addEventListener("abort", ring);
  finished.addEventListener("abort", ring);
  try {
    for (;;) {
      const row = await findQuestion(ctx, questionId);
      if (!row) return { action: "cancel" };
      if (row.state !== "pending") return answerIn(row);
      const end = await reasonToEnd(ctx, row, signal, finished);
      if (end) await settleQuestion(ctx, row, end);
      else await bell.rung(QUESTION_POLL_MS);
    }
  } finally {
    unsubscribe();
    signal.removeEventListener("abort", ring);
    finished.removeEventListener("abort", ring);
  }
}

async function reasonToEnd(
  ctx: OrgContext,
  row: ToolCallInput,
  signal: AbortSignal,
  finished: AbortSignal,
): Promise<"accepted" | "cancelled" | "expired" | null> {
  if (finished.aborted) return "accepted";
  if (signal.aborted || !(await mayBeAsked(ctx))) return "cancelled";
  return row.expiresAt.getTime() <= Date.now() ? "expired" : null;
}

function answerIn(row: ToolCallInput): QuestionAnswer {
  const answer = storedAnswerSchema.safeParse(row.response);
  return answer.success ? (answer.data as QuestionAnswer) : { action: "cancel" };
}

/** Wakes who waits; a ring before anybody waits is not lost. */
class Bell {
  #isRung = false;
  #wake: () => void = () => {};

  ring(): void {
    this.#isRung = true;
    this.#wake();
  }

  async rung(timeoutMs: number): Promise<void> {
    if (!this.#isRung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#isRung = false;
  }
}
