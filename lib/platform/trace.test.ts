import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { err, ok } from "./result.ts";
import { apart, isTraced, note, noteExchange, recordStep, step, type Trace, traced } from "./trace.ts";

/** The trace of an attempt, whether it succeeds or throws. */
async function traceOf(run: () => Promise<unknown>): Promise<Trace> {
  let trace: Trace | undefined;
  await traced("check", run, (done) => {
    trace = done;
  }).catch(() => {});
  if (!trace) throw new Error("no trace");
  return trace;
}

const summary = ({ steps }: Trace) =>
  steps.map(({ name, outcome, reason }) => `${name} ${outcome} ${reason ?? ""}`.trim());

describe("the trace of an attempt", () => {
  it("has its steps in the order in which they ended, those within another one first", async () => {
    const trace = await traceOf(() =>
      step("era", async () => {
        await step("resolve", async () => 1);
        await pause(1);
        await step("connect", async () => 2);
      }),
    );
    expect(summary(trace)).toEqual(["resolve ok", "connect ok", "era ok"]);
  });

  it("takes the reason of a failed Result, its words too", async () => {
    const trace = await traceOf(() =>
      step("token", async () => err({ reason: "invalid_grant", detail: "it is over" })),
    );
    expect(trace.steps).toMatchObject([
      { name: "token", outcome: "failed", reason: "invalid_grant", evidence: { detail: "it is over" } },
    ]);
  });

  it("takes the reason of an exception, and never its message", async () => {
    const thrown = Object.assign(new Error("secret words"), { reason: "dns_failed" });
    const trace = await traceOf(() => step("resolve", () => Promise.reject(thrown)));
    expect(summary(trace)).toEqual(["resolve failed dns_failed"]);
    expect(JSON.stringify(trace)).not.toContain("secret words");
    const odd = await traceOf(() => step("list", () => Promise.reject(new Error("Bearer abc"))));
    expect(summary(odd)).toEqual(["list failed unexpected"]);
  });

  it("lets no text in as a reason", async () => {
    const trace = await traceOf(() => step("call", async () => err("No such thing: Bearer abc")));
    expect(summary(trace)).toEqual(["call failed unexpected"]);
  });

  it("gives evidence to the step that is running, not to the one around it", async () => {
    const trace = await traceOf(() =>
      step("era", async () => {
        await step("connect", async () => note({ host: "host.example" }));
        noteExchange({ url: "https://host.example/mcp?key=1", status: 401, contentType: "text/html; charset=utf-8" });
      }),
    );
    expect(trace.steps.map(({ evidence }) => evidence)).toEqual([
      { host: "host.example" },
      { exchanges: [{ url: "https://host.example/mcp", status: 401, contentType: "text/html" }] },
    ]);
  });

  it("says once that a host was reached in the same way", async () => {
    const reach = (host: string) => step("resolve", async () => note({ host }));
    const trace = await traceOf(async () => {
      for (const host of ["a.example", "a.example", "b.example"]) await reach(host);
    });
    expect(trace.steps.map(({ evidence }) => evidence.host)).toEqual(["a.example", "b.example"]);
  });

  it("stays bounded, and keeps room for what fails", async () => {
    const trace = await traceOf(async () => {
      for (let i = 0; i < 500; i += 1) recordStep("list", { evidence: { toolCount: i } });
      recordStep("call", { reason: "timeout" });
    });
    expect(trace.steps.length).toBeLessThan(60);
    expect(trace.steps.at(-1)).toMatchObject({ name: "call", outcome: "failed" });
  });

  it("takes nothing more once it is over, not even the end of a step that had begun", async () => {
    let late: Promise<void> | undefined;
    const trace = await traceOf(async () => {
      late = step("call", () => pause(20));
    });
    await late;
    expect(trace.steps).toEqual([]);
  });

  it("leaves what an attempt set off, and goes on after it, to a trace of its own", async () => {
    let late: Promise<Trace> | undefined;
    await traceOf(async () => {
      late = pause(20).then(() => traceOf(() => step("refresh", async () => ok(1))));
    });
    expect(summary(await (late ?? expect.unreachable()))).toEqual(["refresh ok"]);
  });

  it("takes the steps of an attempt inside it, but none of what runs apart", async () => {
    const trace = await traceOf(async () => {
      await traced(
        "refresh",
        () => step("refresh", async () => ok(1)),
        () => expect.unreachable(),
      );
      await apart(() => step("token", async () => ok(1)));
    });
    expect(summary(trace)).toEqual(["refresh ok"]);
  });

  it("is kept apart from another one at the same time", async () => {
    const one = (name: "list" | "call") =>
      traceOf(async () => {
        await pause(5);
        await step(name, () => pause(5));
      });
    const [first, second] = await Promise.all([one("list"), one("call")]);
    expect([summary(first), summary(second)]).toEqual([["list ok"], ["call ok"]]);
  });
});

it("costs nothing where nobody traces", async () => {
  expect(isTraced()).toBe(false);
  recordStep("call");
  note({ host: "host.example" });
  expect(
    await step(
      "call",
      async () => 7,
      () => expect.unreachable(),
    ),
  ).toBe(7);
});
