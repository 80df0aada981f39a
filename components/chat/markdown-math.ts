import "katex/dist/katex.min.css";
import rehypeKatex from "rehype-katex";
import remarkMath from "remark-math";

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
function rehypeBoundedMath() {
  return (tree: Node) => {
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
  };
}

function textOf(node: Node): string {
  return typeof node.value === "string" ? node.value : (node.children ?? []).map(textOf).join("");
}

/** What sets formulas: as a tree, without links, pictures or anything else a formula could bring along. */
export const remarkMathPlugins = [[remarkMath, { singleDollarTextMath: false }]] as const;
export const rehypeMathPlugins = [
  rehypeBoundedMath,
  [rehypeKatex, { trust: false, maxExpand: 200, maxSize: 20, strict: "ignore", errorColor: "var(--danger-text)" }],
] as const;
