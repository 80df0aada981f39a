import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { type Options, toHast } from "mdast-util-to-hast";
import { gfm } from "micromark-extension-gfm";
import { createElement, Fragment, type JSX, type ReactNode } from "react";
import { refuseUnbounded } from "./settable.ts";

type Parsing = NonNullable<Parameters<typeof fromMarkdown>[1]>;

/** Elements as HTML has them. */
export type Tree = ReturnType<typeof toHast>;

/** What stands for an element in place of it, by its name. */
export type Components = { [Name in keyof JSX.IntrinsicElements]?: (props: JSX.IntrinsicElements[Name]) => ReactNode };

/** What a text may hold beyond Markdown: how it is read, and what becomes of it among the elements. */
export type Addition = {
  parsing: Required<Pick<Parsing, "extensions" | "mdastExtensions">>;
  set: (tree: Tree) => void;
};

type Naming = Omit<Options, "handlers"> & { url: (written: string) => string };

/** A text in Markdown as elements: a tag in it is words, an address is what `url` makes of it. */
export function markdownTree(text: string, { url, ...options }: Naming, addition?: Addition): Tree {
  const parsed = fromMarkdown(text, {
    extensions: [gfm(), ...(addition?.parsing.extensions ?? [])],
    mdastExtensions: [gfmFromMarkdown(), ...(addition?.parsing.mdastExtensions ?? [])],
  });
  refuseUnbounded(parsed);
  const tree = toHast(parsed, { ...options, handlers: { html: (_, { value }) => ({ type: "text", value }) } });
  addition?.set(tree);
  setAddresses(tree, url);
  return tree;
}

function setAddresses(node: Tree, url: (written: string) => string): void {
  if (node.type === "element")
    for (const name of ["href", "src"])
      if (name in node.properties) node.properties[name] = url(String(node.properties[name] ?? ""));
  if ("children" in node) for (const child of node.children) setAddresses(child, url);
}

/** React would warn of line breaks between these. */
const WITHOUT_TEXT = new Set(["table", "thead", "tbody", "tr"]);

/** Properties that React calls otherwise than the tree does. Markdown's own elements have no others. */
const NAMES: Record<string, string> = {
  ariaDescribedBy: "aria-describedby",
  ariaLabel: "aria-label",
  dataFootnoteBackref: "data-footnote-backref",
  dataFootnoteRef: "data-footnote-ref",
  dataFootnotes: "data-footnotes",
};

/** The elements of a text without additions for React. */
export function elementsOf(node: Tree, components: Components): ReactNode {
  if (node.type === "text") return node.value;
  if (node.type === "root") return createElement(Fragment, null, ...childrenOf(node, components));
  if (node.type !== "element") return null;
  const { tagName, children, properties } = node;
  const shown = WITHOUT_TEXT.has(tagName) ? children.filter(({ type }) => type === "element") : children;
  const type = components[tagName as keyof Components] ?? tagName;
  return createElement(type as string, propsOf(properties), ...childrenOf({ children: shown }, components));
}

function childrenOf({ children }: { children: Tree[] }, components: Components): ReactNode[] {
  return children.map((child) => elementsOf(child, components));
}

function propsOf({ align, ...properties }: Record<string, unknown>): Record<string, unknown> {
  const props = Object.entries(properties).map(([name, value]) => [
    NAMES[name] ?? name,
    Array.isArray(value) ? value.join(" ") : value,
  ]);
  return { ...Object.fromEntries(props), ...(align ? { style: { textAlign: align } } : {}) };
}
