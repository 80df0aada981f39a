import fc from "fast-check";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { expect, test } from "vitest";
import type { ResearchView } from "#lib/research/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { EXPORTED_CHARS } from "./constants.ts";
import { exportMarkdown, fenced } from "./export-markdown.ts";
import type { Block, Message } from "./types.ts";

const words = (key: string, values: Record<string, string | number> = {}) =>
  [key, ...Object.values(values).map(String)].join(" ");

function aCall(text: string, name = "add"): ToolCallView {
  return {
    tool: { name, title: "" },
    connector: { id: "con_1", name: "Notes" },
    arguments: { text },
    state: "succeeded",
    questions: [],
    result: { content: [{ type: "text", text }], isError: false },
  } as unknown as ToolCallView;
}

function talk(said: string, blocks: Block[]): Message[] {
  const answer = { openStep: null, toolsGiven: null, ending: null, runId: "run_1", at: "" };
  return [
    { role: "user", id: 1, at: "", content: { type: "text", text: said } },
    { role: "assistant", id: 2, blocks, ...answer },
  ];
}

const text = (value: string): Block => ({ type: "text", step: 0, text: value });
const call = (view: ToolCallView): Block => ({
  type: "tool_call",
  step: 0,
  modelCallId: "m",
  modelName: "n",
  toolCallId: "t",
  call: view,
});

test("what was said, called and given, in its order", () => {
  const file = exportMarkdown(
    "Notes [1]",
    talk("Add **milk**", [text("I will."), call(aCall("milk")), text("Done.")]),
    words,
    words,
  );
  expect(file).toBe(
    [
      "# Notes \\[1\\]",
      "## you",
      "Add **milk**",
      "## answer",
      "I will.",
      "### tool add Notes state.done",
      "arguments",
      '```json\n{\n  "text": "milk"\n}\n```',
      "result",
      "```text\nmilk\n```",
      "Done.",
      "",
    ]
      .join("\n\n")
      .replace(/\n\n$/, "\n"),
  );
});

test("a long result is cut, and it is said by how much", () => {
  const file = exportMarkdown("T", talk("x", [call(aCall("y".repeat(EXPORTED_CHARS + 7)))]), words, words);
  expect(file).toContain(`cut 7 ${EXPORTED_CHARS + 7}`);
});

test("code that an answer left open ends with the answer", () => {
  const file = exportMarkdown("T", talk("x", [text("```js\nlet a"), text("After <b>")]), words, words);
  expect(file).toContain("```js\nlet a\n```\n\nAfter &lt;b>");
});

/** What a reader of the file is shown: tags and pictures, and the blocks of code. */
function nodesOf(file: string): { live: string[]; codes: string[] } {
  const [live, codes]: [string[], string[]] = [[], []];
  type Node = { type: string; value?: string; children?: Node[] };
  const visit = ({ type, value = "", children = [] }: Node): void => {
    if (/^(html|image|imageReference)$/.test(type)) live.push(`${type} ${value}`);
    if (type === "code") codes.push(value);
    children.forEach(visit);
  };
  ReactMarkdown({ children: file, remarkPlugins: [remarkGfm, () => (tree) => visit(tree as Node)] });
  return { live, codes };
}

const hostile = fc.string({
  maxLength: 30,
  unit: fc.constantFrom(
    ..."``|~~~|```|````|`|\n|\n\n|\n   |\n    |> |- |<img src=x>|</b>|<!--|![a](http://x)|![a]|[a]: http://x\n|\\|a| |*|$|</script>|<?a|<![CDATA[".split(
      "|",
    ),
  ),
});

test("nothing anybody says or gives becomes a tag or a picture, and no result leaves its fence", () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (said, answered, given) => {
      const file = exportMarkdown(said, talk(said, [text(answered), call(aCall(given, said))]), words, words);
      expect(nodesOf(file).live).toEqual([]);
    }),
    { numRuns: 400, seed: 4 },
  );
  fc.assert(
    fc.property(hostile, (given) => {
      expect(nodesOf(`Before\n\n${fenced(given, "text")}\n\nAfter`).codes).toEqual([given]);
    }),
    { numRuns: 200, seed: 4 },
  );
});

test("of an investigation its report, with its sources", () => {
  const source = { n: 1, toolCallId: "t", tool: "search", connector: "Docs", account: "ann", at: "2026-11-27" };
  const report = { text: "It is [1].", sources: [source], removed: 0, endedBy: null };
  const research = { state: "finished", report, findings: [] } as unknown as ResearchView;
  const file = exportMarkdown("Q", talk("What is it?", [{ type: "research", step: -1, research }]), words, words);
  expect(file).toMatch(/It is .*1.*\n\n---\n\n1\. search · Docs \(ann\)/);
});
