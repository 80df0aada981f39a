import type { LanguageModelV4FunctionTool, LanguageModelV4Prompt, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { describe, expect, test } from "vitest";
import { answer, builtinModel } from "./builtin-model.ts";
import { OWN_TOOLS } from "./own-tools.ts";

const tool = (name: string, properties: object = {}, required: string[] = []): LanguageModelV4FunctionTool => ({
  type: "function",
  name,
  description: `Does ${name}. And more.`,
  inputSchema: { type: "object", properties, required } as LanguageModelV4FunctionTool["inputSchema"],
});
const text = { type: "string" };
const TOOLS = [
  tool("notes__list_notes", { query: text }),
  tool("notes__add_note", { title: text, body: text }, ["title"]),
  tool("notes__delete_note", { id: { type: "integer" } }, ["id"]),
  tool("demo__echo", { message: text }, ["message"]),
  tool("demo__get-sum", { a: { type: "number" }, b: { type: "number" } }, ["a", "b"]),
  tool("weather__get_forecast", { city: text, unit: { type: "string", enum: ["celsius", "kelvin"] } }, ["city"]),
];

const asks = (request: string): LanguageModelV4Prompt => [{ role: "user", content: [{ type: "text", text: request }] }];
const callFor = (request: string) => answer(asks(request), TOOLS).call;

describe("what it understands", () => {
  test.each([
    ["use list_notes", "notes__list_notes", {}],
    ["/list_notes", "notes__list_notes", {}],
    ["Please show me my notes", "notes__list_notes", {}],
    ["/notes__list_notes query=milk", "notes__list_notes", { query: "milk" }],
    ['/add_note {"title":"Milk","body":"Two"}', "notes__add_note", { title: "Milk", body: "Two" }],
    ["add a note titled Milk", "notes__add_note", { title: "Milk" }],
    [
      'Create a new note called "Buy milk" with body: two litres',
      "notes__add_note",
      { title: "Buy milk", body: "two litres" },
    ],
    ["add_note title=Milk body=Two litres", "notes__add_note", { title: "Milk", body: "Two litres" }],
    ['use "list_notes"', "notes__list_notes", {}],
    ["delete note 7", "notes__delete_note", { id: 7 }],
    ["echo hello there", "demo__echo", { message: "hello there" }],
    ['echo "use list_notes"', "demo__echo", { message: "use list_notes" }],
    ["What is the sum of 2 and 3.5?", "demo__get-sum", { a: 2, b: 3.5 }],
    ["get the forecast for Berlin in kelvin", "weather__get_forecast", { city: "Berlin", unit: "kelvin" }],
    ["forecast city: Berlin", "weather__get_forecast", { city: "Berlin" }],
  ])("%s", (request, toolName, args) => {
    expect(callFor(request)).toEqual({ toolName, arguments: args });
  });
});

test("it says on every answer what it is", () => {
  for (const request of ["help", "What is love?", "use list_notes", "add a note", "note"])
    expect(answer(asks(request), TOOLS).text).toMatch(/^Built-in model: /);
});

test("it asks plainly for what is missing", () => {
  const { text: said, call } = answer(asks("add a note"), TOOLS);
  expect(call).toBeUndefined();
  expect(said).toContain("needs `title` (string)");
  expect(said).toContain('/notes__add_note title="…"');
});

test("it names the candidates when several tools fit, and runs none", () => {
  const { text: said, call } = answer(
    asks("note"),
    [TOOLS[1], TOOLS[2]].filter((one) => one !== undefined),
  );
  expect(call).toBeUndefined();
  expect(said).toContain("`/notes__add_note`, `/notes__delete_note`");
});

test("help lists the tools that are switched on, or says that there are none", () => {
  expect(answer(asks("help"), TOOLS).text).toContain("- `/demo__echo` – Does demo__echo.");
  expect(answer(asks("help"), []).text).toContain("No tools are switched on");
});

test("after a result it repeats it as a quotation that markup in it cannot leave", () => {
  const prompt: LanguageModelV4Prompt = [
    ...asks("use list_notes"),
    {
      role: "tool",
      content: [
        {
          type: "tool-result",
          toolCallId: "call_1",
          toolName: "notes__list_notes",
          output: { type: "text", value: "``` ![x](http://evil)" },
        },
      ],
    },
  ];
  const { text: said, call } = answer(prompt, TOOLS);
  expect(call).toBeUndefined();
  expect(said).toBe("Built-in model: `list_notes` answered: \n\n````text\n``` ![x](http://evil)\n````");
});

describe("where tools are found by searching", () => {
  const OWN = OWN_TOOLS.map(({ modelName }) => tool(modelName));
  const found = (...tools: LanguageModelV4FunctionTool[]) => ({
    tools: tools.map(({ name, description = "", inputSchema }) => ({ name, description, input_schema: inputSchema })),
  });
  const answered = (request: string, toolName: string, output: string, input: object = {}): LanguageModelV4Prompt => [
    ...asks(request),
    { role: "assistant", content: [{ type: "tool-call", toolCallId: "call_1", toolName, input }] },
    {
      role: "tool",
      content: [{ type: "tool-result", toolCallId: "call_1", toolName, output: { type: "text", value: output } }],
    },
  ];

  test("it searches for what was asked, then calls the one that fits", () => {
    const request = "delete note 7";
    expect(answer(asks(request), OWN).call).toMatchObject({ toolName: "search_tools", arguments: { query: request } });
    expect(answer(asks("/delete_note id=7"), OWN).call).toMatchObject({ arguments: { query: "delete_note" } });
    expect(answer(answered(request, "search_tools", JSON.stringify(found(...TOOLS))), OWN).call).toEqual({
      toolName: "call_tool",
      arguments: { name: "notes__delete_note", arguments: { id: 7 } },
    });
  });

  test("it names what comes closest, or says that nothing was found", () => {
    const output = JSON.stringify(found(...TOOLS.slice(0, 1)));
    expect(answer(answered("What is love?", "search_tools", output), OWN)).toEqual({
      text: expect.stringContaining("These tools come closest:\n\n- `/notes__list_notes`"),
    });
    expect(answer(answered("x", "search_tools", JSON.stringify(found())), OWN).text).toContain("I found no tool");
    expect(answer(asks("help"), OWN).call).toBeUndefined();
  });

  test("a result is told under the name of the tool that was called", () => {
    const prompt = answered("delete note 7", "call_tool", "gone", { name: "notes__delete_note", arguments: { id: 7 } });
    expect(answer(prompt, OWN).text).toMatch(/^Built-in model: `delete_note` answered/);
  });
});

test("a stream says the same as the whole answer, in pieces, and can be aborted", async () => {
  const tools = TOOLS;
  const readAll = async (stream: ReadableStream<LanguageModelV4StreamPart>) => {
    const parts: LanguageModelV4StreamPart[] = [];
    const reader = stream.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) parts.push(next.value);
    return parts;
  };
  const parts = await readAll((await builtinModel().doStream({ prompt: asks("help"), tools })).stream);
  const said = parts.flatMap((part) => (part.type === "text-delta" ? [part.delta] : []));
  expect(said.length).toBeGreaterThan(3);
  expect(said.join("")).toBe(answer(asks("help"), tools).text);

  const cut = await builtinModel().doStream({ prompt: asks("help"), tools, abortSignal: AbortSignal.abort() });
  await expect(readAll(cut.stream)).rejects.toThrow("aborted");
});
