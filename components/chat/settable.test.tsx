import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import common from "../../messages/en/common.json";
import transcript from "../../messages/en/transcript.json";
import { Markdown } from "./markdown.tsx";
import { isSettable } from "./settable.ts";

const draw = (text: string) =>
  renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ common, transcript } as never}>
      <Markdown text={text} />
    </NextIntlClientProvider>,
  );

const PIECES = "[ ![ *a_**b_ > -_ < ` [a]( a| [^1] & ~~a [](< a@b.c 1._ ***a [x][y] \\".split(" ");

test("no repetition of marks keeps a page from being drawn, on the server or in a browser", () => {
  draw("warm");
  const took = PIECES.map((each) => each.replaceAll("_", " ")).map((piece) => {
    const began = process.threadCpuUsage();
    draw(piece.repeat(Math.ceil(50_000 / piece.length)));
    draw(`${piece}\n`.repeat(Math.ceil(40_000 / piece.length)));
    // Of the processor, not by the clock: others may be at work beside it.
    return { piece, isSlow: process.threadCpuUsage(began).user > 5_000_000 };
  });
  expect(took.filter(({ isSlow }) => isSlow)).toEqual([]);
}, 120_000);

test("what is too deep or too wide stands there as it was written", () => {
  const nested = Array.from({ length: 80 }, (_, i) => `${" ".repeat(i * 2)}- a`).join("\n");
  const table = `${"a|".repeat(300)}\n${"-|".repeat(300)}\n${"|\n".repeat(300)}`;
  for (const text of [nested, table, "a".repeat(3_000)]) expect(draw(text)).toContain('<p class="as-written">');
});

test("long answers as models give them are set", () => {
  const list = Array.from({ length: 400 }, (_, i) => `- **Item ${i}** is [here](https://a.example/${i}) and \`there\``);
  const table = ["| a | b |", "|---|---|", ...Array.from({ length: 400 }, (_, i) => `| ${i} | *b* |`)];
  const code = ["```ts", ...Array.from({ length: 500 }, (_, i) => `const a${i} = [\`<\${i}>\`]; // **`), "```"];
  for (const lines of [list, table, code]) expect(isSettable(lines.join("\n"))).toBe(true);
});
