import { describe, expect, test } from "vitest";
import { modelToolName } from "#lib/mcp/definition.ts";
import { toolCatalogue } from "#tests/fakes/tool-catalogue/catalogue.ts";
import { TOOL_REQUESTS } from "#tests/fakes/tool-requests/requests.ts";
import { FOUND_SCHEMA_CHARS, SEARCH_RESULTS_MAX } from "../constants.ts";
import type { Tool } from "../toolset.ts";
import { findTools, foundTool, toolSearchSchema } from "./find-tools.ts";

/** Shares of the written requests for which the right tool has to be among the first five, and the very first. */
const AMONG_FIVE = 0.95;
const FIRST = 0.8;

const TOOLS: Tool[] = toolCatalogue().flatMap(({ name: connectorName, slug, tools }) =>
  tools.map((tool) => ({
    modelName: modelToolName(slug, tool.name),
    connectorId: `con_${slug}`,
    connectionId: `cnn_${slug}`,
    toolName: tool.name,
    connectorName,
    definitionHash: `${slug}/${tool.name}`,
    title: tool.title ?? tool.name,
    description: `${tool.title}. ${tool.description}`,
    kind: tool.annotations?.readOnlyHint ? "read" : "write",
    inputSchema: tool.inputSchema,
    isOffered: true,
  })),
);
const find = async (asked: { query: string; connector?: string; limit?: number }, tools: readonly Tool[] = TOOLS) =>
  (await findTools(tools, toolSearchSchema.parse(asked))).map(({ modelName }) => modelName);

describe("of 2,000 tools of 50 products", () => {
  test("there are as many, each with a name of its own, and every request names tools that exist", () => {
    const names = new Set(TOOLS.map(({ modelName }) => modelName));
    expect([toolCatalogue().length, TOOLS.length, names.size]).toEqual([50, 2_000, 2_000]);
    expect(TOOL_REQUESTS.length).toBeGreaterThanOrEqual(200);
    expect(new Set(TOOL_REQUESTS.map(([says]) => says)).size).toBe(TOOL_REQUESTS.length);
    expect(TOOL_REQUESTS.flatMap(([, ...means]) => means.filter((name) => !names.has(name)))).toEqual([]);
  });

  test("the right one is among the first five for 95 % of the written requests, and mostly the first", async () => {
    const places = await Promise.all(
      TOOL_REQUESTS.map(async ([query, ...means]) => {
        const found = await find({ query, limit: SEARCH_RESULTS_MAX });
        return found.findIndex((name) => means.includes(name));
      }),
    );
    const share = (first: number) => places.filter((at) => at >= 0 && at < first).length / places.length;
    const percent = (first: number) => `${(share(first) * 100).toFixed(1)} %`;
    process.stdout.write(`${places.length} requests: first ${percent(1)}, among five ${percent(5)}\n`);
    expect(share(5)).toBeGreaterThanOrEqual(AMONG_FIVE);
    expect(share(1)).toBeGreaterThanOrEqual(FIRST);
  });

  test("one that is named outright is the first, however it is written", async () => {
    expect((await find({ query: "jira__createIssue" }))[0]).toBe("jira__createIssue");
    expect((await find({ query: "Merge_Pull_Request" }))[0]).toBe("github__merge_pull_request");
  });

  test("within a connector only its own are found; a connector that is nobody's is no bound", async () => {
    const issues = await find({ query: "list issues", connector: "gitlab", limit: 10 });
    expect(issues[0]).toBe("gitlab__list-issues");
    expect(issues.every((name) => name.startsWith("gitlab__"))).toBe(true);
    expect((await find({ query: "list issues in Linear", connector: "trackers" }))[0]).toBe("linear__list_issues");
    expect(await find({ query: "", connector: "Linear", limit: 3 })).toEqual(
      TOOLS.filter(({ connectorName }) => connectorName === "Linear")
        .slice(0, 3)
        .map(({ modelName }) => modelName),
    );
  });

  test("what is not offered is not found, whatever is asked", async () => {
    const without = TOOLS.map((tool) => ({ ...tool, isOffered: tool.connectorName !== "GitHub" }));
    for (const query of ["merge pull request", "github__merge_pull_request", "GitHub", ""])
      expect((await find({ query, limit: 10 }, without)).join()).not.toContain("github__");
  });

  test("nonsense finds nothing and fails nothing", async () => {
    for (const query of ["", " ", "🦄", "的", "the of and", "x".repeat(10_000), "__proto__", "constructor"])
      expect(Array.isArray(await find({ query }, TOOLS.slice(0, 50)))).toBe(true);
  });
});

describe("a found tool as a model is told of it", () => {
  const told = (inputSchema: Record<string, unknown>) => {
    const [tool] = TOOLS;
    if (!tool) throw new Error("no tools");
    return foundTool({ ...tool, inputSchema });
  };

  test("a short schema stays what it is", () => {
    const schema = { type: "object", properties: { title: { type: "string", description: "What" } } };
    expect(told(schema).input_schema).toEqual(schema);
  });

  test("a long one loses words, then detail, never the names of its properties nor what is required", () => {
    const wordy = (words: number, properties: number) => ({
      type: "object",
      properties: Object.fromEntries(
        Array.from({ length: properties }, (_, i) => [
          `field_${i}`,
          { type: "string", description: "x".repeat(words), enum: ["a", "b"] },
        ]),
      ),
      required: ["field_0"],
    });
    for (const schema of [wordy(500, 10), wordy(0, 60)]) {
      const short = told(schema).input_schema as typeof schema;
      expect(Object.keys(short.properties)).toEqual(Object.keys(schema.properties));
      expect(short.required).toEqual(["field_0"]);
      expect(JSON.stringify(short).length).toBeLessThanOrEqual(FOUND_SCHEMA_CHARS);
    }
    expect(told(wordy(500, 10)).input_schema).toMatchObject({ properties: { field_1: { enum: ["a", "b"] } } });
    expect(told(wordy(0, 500)).input_schema).toEqual({ type: "object", required: ["field_0"] });
  });
});
