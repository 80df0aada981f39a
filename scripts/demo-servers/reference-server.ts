import { setTimeout as wait } from "node:timers/promises";
import { type CallToolResult, McpServer, type ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";
import { HANDBOOK, searchHandbook } from "./handbook.ts";
import { offerHandbook } from "./handbook-offers.ts";
import { swatch } from "./swatch.ts";
import { convert, UNITS } from "./units.ts";

const COLOURS = { teal: [15, 118, 110], amber: [245, 158, 11], plum: [126, 34, 206], slate: [71, 85, 105] } as const;
const STEP_MS = 250;

const say = (text: string): CallToolResult => ({ content: [{ type: "text", text }] });
const fail = (text: string): CallToolResult => ({ ...say(text), isError: true });

/** "Reference": an open server that only reads: a tool for every kind of answer, prompts and resources. */
export function referenceServer(): McpServer {
  const icons = [{ src: `data:image/png;base64,${swatch(15, 118, 110, 64).toString("base64")}`, sizes: ["64x64"] }];
  const server = new McpServer(
    { name: "reference", title: "Reference", version: "1.0.0", icons },
    { instructions: "Search the handbook before you answer a question about the company, and name the page." },
  );
  offerHandbook(server);
  const annotations = { readOnlyHint: true, openWorldHint: false };

  server.registerTool(
    "search_handbook",
    {
      title: "Search the handbook",
      description: "Finds pages of the company handbook that contain all the given words.",
      inputSchema: z.object({ query: z.string().min(1).describe("Words to look for, such as: holidays") }),
      annotations,
    },
    ({ query }) => {
      const found = searchHandbook(query).map((page) => `${page.id}: ${page.title}. ${page.text.slice(0, 80)}…`);
      return say(found.length > 0 ? found.join("\n") : "No page contains all these words.");
    },
  );
  server.registerTool(
    "read_handbook",
    {
      title: "Read a handbook page",
      description: "Shows one page of the company handbook in full.",
      inputSchema: z.object({ page: z.enum(HANDBOOK.map((page) => page.id)).describe("The page to read") }),
      annotations,
    },
    ({ page: id }) => {
      const page = HANDBOOK.find((one) => one.id === id);
      return page ? say(`${page.title}\n\n${page.text}`) : fail(`There is no page ${id}.`);
    },
  );
  server.registerTool(
    "convert_units",
    {
      title: "Convert units",
      description: "Converts a length, mass, volume, time or temperature from one unit to another.",
      inputSchema: z.object({
        value: z.number().describe("The number to convert"),
        from: z.enum(UNITS).describe("Its unit"),
        to: z.enum(UNITS).describe("The unit wanted"),
      }),
      outputSchema: z.object({ value: z.number(), unit: z.string(), text: z.string() }),
      annotations: { ...annotations, idempotentHint: true },
    },
    ({ value, from, to }) => {
      const converted = convert(value, from, to);
      if (converted === null) return fail(`${from} and ${to} do not measure the same thing.`);
      const answer = { value: converted, unit: to, text: `${value} ${from} is ${converted} ${to}` };
      return { ...say(answer.text), structuredContent: answer };
    },
  );
  server.registerTool(
    "draw_colour",
    {
      title: "Draw a colour",
      description: "Returns a small picture of one colour.",
      inputSchema: z.object({ colour: z.enum(["teal", "amber", "plum", "slate"]).describe("Which colour") }),
      annotations,
    },
    ({ colour }) => {
      const [red, green, blue] = COLOURS[colour];
      const image = swatch(red, green, blue).toString("base64");
      return {
        content: [
          { type: "text", text: `Here is ${colour}.` },
          { type: "image", data: image, mimeType: "image/png" },
        ],
      };
    },
  );
  server.registerTool(
    "count_slowly",
    {
      title: "Count slowly",
      description: "Counts to a number, four steps a second, and reports its progress on the way.",
      inputSchema: z.object({ to: z.number().int().min(1).max(240).describe("How far to count") }),
      annotations,
    },
    async ({ to }, ctx) => {
      for (let step = 1; step <= to; step++) {
        await wait(STEP_MS, undefined, { signal: ctx.mcpReq.signal });
        await reportProgress(ctx, step, to);
      }
      return say(`Counted to ${to}.`);
    },
  );
  server.registerTool(
    "always_fails",
    { title: "Always fails", description: "Fails every time, to show what a tool's error looks like.", annotations },
    () => fail("This tool fails on purpose. Nothing is broken."),
  );
  return server;
}

async function reportProgress(ctx: ServerContext, progress: number, total: number): Promise<void> {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  const params = { progressToken, progress, total, message: `${progress} of ${total}` };
  await ctx.mcpReq.notify({ method: "notifications/progress", params });
}
