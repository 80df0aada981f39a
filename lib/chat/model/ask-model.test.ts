import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { expect, test } from "vitest";
import { askModel } from "./ask-model.ts";

/** A model that calls the one tool it is told of, with a value for each property under the name it was told. */
function obedientModel(asked: LanguageModelV4CallOptions[]): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: "fake",
    modelId: "fake",
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error("not asked")),
    doStream: async (options) => {
      asked.push(options);
      const tool = options.tools?.[0];
      const properties = tool?.type === "function" ? Object.keys(tool.inputSchema.properties ?? {}) : [];
      const input = JSON.stringify(Object.fromEntries(properties.map((name) => [name, "x"])));
      const usage = { inputTokens: {}, outputTokens: {} } as never;
      const parts: LanguageModelV4StreamPart[] = [
        { type: "stream-start", warnings: [] },
        { type: "tool-call", toolCallId: "c1", toolName: tool?.name ?? "", input },
        { type: "finish", usage, finishReason: { unified: "tool-calls", raw: undefined } },
      ];
      const stream = new ReadableStream<LanguageModelV4StreamPart>({
        start(controller) {
          for (const part of parts) controller.enqueue(part);
          controller.close();
        },
      });
      return { stream };
    },
  };
}

const ask = async (inputSchema: Record<string, unknown>) => {
  const asked: LanguageModelV4CallOptions[] = [];
  const answer = await askModel(
    {
      model: obedientModel(asked),
      label: "Fake",
      contextTokens: 10_000,
      dialect: "anthropic",
      seesImages: false,
      needsTools: false,
    },
    {
      messages: [{ role: "user", content: "Go" }],
      tools: [{ modelName: "notes__add", description: "Adds.", inputSchema }],
      signal: new AbortController().signal,
    },
    () => {},
  );
  return { asked: asked[0], call: answer.ok ? answer.value.calls[0] : answer };
};

test("a call comes back with the names the server knows, whatever the model was told", async () => {
  const { asked, call } = await ask({ type: "object", properties: { "due date": { type: "string" } } });
  expect(JSON.stringify(asked?.tools)).not.toContain("due date");
  expect(call).toMatchObject({ modelName: "notes__add", input: { "due date": "x" } });
});

test("a tool whose schema cannot be told fails no turn: it is offered open, and its description says so", async () => {
  const { asked, call } = await ask({ type: "object", properties: { a: { enum: ["x".repeat(100_000)] } } });
  expect(asked?.tools).toMatchObject([
    { description: expect.stringContaining("could not be shown"), inputSchema: { type: "object" } },
  ]);
  expect(call).toMatchObject({ modelName: "notes__add" });
});
