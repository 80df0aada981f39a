import fc from "fast-check";
import { createElement, Fragment } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { describe, expect, test } from "vitest";
import { elementsWithFormulas } from "./markdown-math.ts";
import { elementsOf, markdownTree } from "./markdown-tree.ts";

const naming = { clobberPrefix: "x-", footnoteLabel: "Notes", footnoteBackLabel: (at: number) => `Back to ${at}` };
const asIs = (url: string) => url;

const html = (node: React.ReactNode) => renderToStaticMarkup(createElement(Fragment, null, node));
const ours = (text: string) => html(elementsOf(markdownTree(text, { ...naming, url: asIs }), {}));
const besideMath = (text: string) => html(elementsWithFormulas(markdownTree(text, { ...naming, url: asIs }), {}));
const theirs = (text: string) =>
  html(
    ReactMarkdown({
      children: text,
      remarkPlugins: [remarkGfm],
      remarkRehypeOptions: naming,
      urlTransform: asIs,
    }),
  );

const WRITTEN = `# A *title*

Words with **strong**, _emphasis_, ~~gone~~, \`code\`,\\
a break, <b>a tag</b> and https://a.example/?b=c&d.

3. [a link](/there "its title")
4. ![a picture](p.png "its title") and ![one by name][name]

   in a loose list
   - [x] done
   - [ ] open

> quoted[^1] by [name] and again[^1]

| left | right | centre | plain |
|:-----|------:|:------:|-------|
| 1    | \`2\` |        |

\`\`\`ts of a kind
const a = "<b>";
\`\`\`

<div onclick="a()">
a block of tags
</div>

---

[^1]: A note.

    \`\`\`
    that ends with code
    \`\`\`

[name]: https://a.example/%20 "a title"
`;

const PIECES = [
  ..."\n\n\n    ##-*_~`>|[]()!:<\\&;1.$x",
  "\n\n",
  "\n- ",
  "\n> ",
  "[^1]",
  "\n[^1]: a",
  "| a |\n|:-|\n",
  "<b>",
];
const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(""));

describe("a text in Markdown", () => {
  test.each(WRITTEN.split(/\n\n(?=[^ ])/))("is the elements that react-markdown makes of it: %s", (text) => {
    expect(ours(text)).toBe(theirs(text));
  });

  test("is so as a whole, with and without what sets formulas", () => {
    expect(theirs(WRITTEN)).toContain("data-footnote-backref");
    expect(ours(WRITTEN)).toBe(theirs(WRITTEN));
    expect(besideMath(WRITTEN)).toBe(theirs(WRITTEN));
  });

  test("is so whatever it is made of", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(ours(text)).toBe(theirs(text));
        expect(besideMath(text)).toBe(theirs(text));
      }),
      { numRuns: 500, seed: 10 },
    );
  });

  test("has only the addresses it is given", () => {
    const tree = markdownTree("[a](javascript:a) ![b](data:b) <https://c.example> [d]\n\n[d]: ftp://d", {
      ...naming,
      url: () => "safe",
    });
    const addresses = [...html(elementsOf(tree, {})).matchAll(/(?<=[ ](?:href|src)=")[^"]*/g)].map(String);
    expect(addresses.length).toBeGreaterThanOrEqual(4);
    expect(new Set(addresses)).toEqual(new Set(["safe"]));
  });
});
