import "katex/dist/katex.min.css";
import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import { mathFromMarkdown } from "mdast-util-math";
import { math } from "micromark-extension-math";
import { Fragment, type ReactNode } from "react";
import { jsx, jsxs } from "react/jsx-runtime";
import rehypeKatex from "rehype-katex";
import type { Addition, Components, Tree } from "./markdown-tree.ts";

/** Formulas beyond these, in characters of one and of all in a block, are shown as they were written. */
const FORMULA_CHARS = 2_000;
const FORMULAS_CHARS = 20_000;

type Node = {
  type: string;
  value?: unknown;
  properties?: { className?: unknown };
  children?: Node[];
};

/** Leaves only so much to be set as a block may cost. */
function boundFormulas(tree: Node): void {
  let room = FORMULAS_CHARS;
  const visit = (node: Node): void => {
    const names = node.properties?.className;
    if (Array.isArray(names) && names.some((name) => /^(language-math|math-(inline|display))$/.test(String(name)))) {
      const length = textOf(node).length;
      room -= length;
      if (length > FORMULA_CHARS || room < 0) node.properties = {};
    } else node.children?.forEach(visit);
  };
  visit(tree);
}

function textOf(node: Node): string {
  return typeof node.value === "string" ? node.value : (node.children ?? []).map(textOf).join("");
}

const setFormulas = rehypeKatex({
  trust: false,
  maxExpand: 200,
  maxSize: 20,
  strict: "ignore",
  errorColor: "var(--danger-text)",
});
/** What a formula lacks is shown in its place. */
const NO_NOTES = { message: () => undefined } as unknown as Parameters<typeof setFormulas>[1];

/** What sets formulas: as a tree, without links, pictures or anything else a formula could bring along. */
export const formulas: Addition = {
  parsing: { extensions: [math({ singleDollarTextMath: false })], mdastExtensions: [mathFromMarkdown()] },
  set: (tree) => {
    boundFormulas(tree);
    setFormulas(tree as Parameters<typeof setFormulas>[0], NO_NOTES);
  },
};

/** The elements of a text with formulas for React: those are drawn with many more properties. */
export function elementsWithFormulas(tree: Tree, components: Components): ReactNode {
  return toJsxRuntime(tree, { Fragment, jsx, jsxs, components, passKeys: false, ignoreInvalidStyle: true });
}
