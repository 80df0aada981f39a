import { expect, test, vi } from "vitest";
import { SchemaThreads } from "./schema-threads.ts";

vi.mock("node:worker_threads", () => ({
  Worker: class {
    constructor() {
      throw new Error("ERR_WORKER_INIT_FAILED: EAGAIN");
    }
  },
}));

test("where the system has no thread to give, a check says that it is busy: the result it was for is not lost", async () => {
  const threads = new SchemaThreads();
  const jobs = Array.from({ length: 5 }, () => threads.run({ schema: {}, value: 1 }, 250));
  expect(await Promise.all(jobs)).toEqual(jobs.map(() => ({ kind: "busy" })));
  expect(threads.size).toBe(0);
});
