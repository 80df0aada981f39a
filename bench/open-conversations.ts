import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort, startChild, stopChild } from "#tests/fakes/child-process.ts";
import { ms, type Row, ratio } from "./statistics.ts";
import { type OpenStream, openStream, say, type World } from "./world.ts";

const OPEN = 1_000;
/** Turns that stream at the same time while all of them are open. */
const STREAMING = 20;
/** Until a process has given back what it needed in passing. */
const REST_MS = 3_000;

/** What a conversation costs that somebody has open and nobody works on, beside a bare server that holds as many answers. */
export async function openConversations(world: World): Promise<Row[]> {
  const bare = await memoryOfBareServer();
  const person = await world.person([]);
  world.model.replyBy(() => ({ text: ["Hello ", "there."] }));
  const ids: string[] = [];
  for (let n = 0; n < OPEN; n++) ids.push(await say(world, person, "Hello", null));
  await sleep(REST_MS);
  const pid = world.app.pid();
  const before = residentKb(pid);
  const streams: OpenStream[] = [];
  for (const id of ids) streams.push(await openStream(world, person, id));
  await sleep(REST_MS);
  const each = (residentKb(pid) - before) / OPEN;
  const whole = residentKb(pid);
  const delay = await delayWhileStreaming(world, async () => {
    const turns = ids.slice(0, STREAMING).map(async (id, n) => {
      const over = streams[n]?.next("run_finished");
      await say(world, person, "Again", id);
      await over;
    });
    await Promise.all(turns);
  });
  for (const stream of streams) stream.close();
  return [
    {
      what: `memory per open conversation (${OPEN.toLocaleString("en")} open)`,
      ours: `${each.toFixed(1)} kB`,
      beside: `${bare.toFixed(1)} kB per answer held by a bare server`,
      ratio: ratio(each, bare),
      goal: "",
    },
    {
      what: `resident memory with ${OPEN.toLocaleString("en")} open`,
      ours: `${(whole / 1024).toFixed(0)} MB`,
      beside: `${(before / 1024).toFixed(0)} MB with none open`,
      ratio: ratio(whole, before),
      goal: "≤ 1 GB",
    },
    {
      what: `event-loop delay meanwhile, ${STREAMING} streaming, p99`,
      ours: ms(delay.during),
      beside: `${ms(delay.quiet)} over the run before`,
      ratio: ratio(delay.during, delay.quiet),
      goal: "≤ 20 ms",
    },
  ];
}

function residentKb(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? Number.NaN);
}

async function delayWhileStreaming({ app }: World, work: () => Promise<void>) {
  const p99 = async () => {
    const metrics = await (await fetch(`${app.url}/api/metrics`)).text();
    return 1_000 * Number(/nodejs_eventloop_delay_seconds\{quantile="0.99"\} (\S+)/.exec(metrics)?.[1]);
  };
  const quiet = await p99();
  await work();
  return { quiet, during: await p99() };
}

/** Kilobytes per held answer of a server that does nothing else, in a process of its own. */
async function memoryOfBareServer(): Promise<number> {
  const port = await freePort();
  const file = fileURLToPath(import.meta.url);
  const child = await startChild(["--no-warnings", file], { BARE_PORT: String(port) }, /listening/);
  const pid = child.pid ?? 0;
  const held: IncomingMessage[] = [];
  const hold = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      request({ port, host: "127.0.0.1", agent: false }).once("response", resolve).once("error", reject).end();
    });
  held.push(await hold());
  await sleep(REST_MS);
  const before = residentKb(pid);
  for (let n = 0; n < OPEN; n++) held.push(await hold());
  await sleep(REST_MS);
  const each = (residentKb(pid) - before) / OPEN;
  for (const response of held) response.destroy();
  await stopChild(child);
  return each;
}

if (import.meta.main) {
  createServer((_, response: ServerResponse) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write("retry: 1000\n\n");
  }).listen(Number(process.env.BARE_PORT), "127.0.0.1", () => console.log("listening"));
}
