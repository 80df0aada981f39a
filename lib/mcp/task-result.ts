import { CreateTaskResultV1Schema } from "@modelcontextprotocol/ext-tasks/core/v1";
import { isCreateTaskResultV2 } from "@modelcontextprotocol/ext-tasks/core/v2";
import { TASK_POLL_MS } from "./constants.ts";
import type { JsonObject } from "./types.ts";

/** How client and server tell each other that they know tasks (2026-07-28, SEP-2663). */
export const TASKS_EXTENSION = "io.modelcontextprotocol/tasks";

/** Where a task stands in a result until it has passed the SDK. */
const KEY = "patchbay/task";

/** A task the server works on for a call: it can be asked for again, by any process. */
export type Task = { taskId: string; pollMs: number };

/**
 * Turns the answer "this has become a task" (SEP-1686 `{task}`, SEP-2663 `resultType: "task"`) into a result that the
 * SDK lets through; it knows neither. Any other result stays as it is.
 */
export function taskAsResult(result: JsonObject): void {
  const task = newTask(result);
  if (!task) return;
  for (const key of Object.keys(result)) delete result[key];
  Object.assign(result, { resultType: "complete", content: [], _meta: { [KEY]: task } });
}

function newTask(result: JsonObject): Task | null {
  if (isCreateTaskResultV2(result)) return { taskId: result.taskId, pollMs: result.pollIntervalMs ?? TASK_POLL_MS };
  const first = CreateTaskResultV1Schema.safeParse(result);
  if (!first.success) return null;
  const { taskId, pollInterval } = first.data.task;
  return { taskId, pollMs: pollInterval ?? TASK_POLL_MS };
}

/** The task in a result that `taskAsResult` has turned. */
export function taskIn(result: JsonObject): Task | null {
  const task = (result._meta as { [KEY]?: Task } | undefined)?.[KEY];
  return task ?? null;
}
