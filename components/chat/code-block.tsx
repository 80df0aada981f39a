"use client";

import { useTranslations } from "next-intl";
import { createElement, Fragment, isValidElement, type ReactNode, useMemo } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { lazyModule } from "./lazy-module.ts";
import { VisibleText } from "./visible-text.tsx";

/** A longer code is shown without colours: they would take the page a while. */
const COLOURED_CHARS = 30_000;
const COLOURED_LINE = /.{1000}/;
/** Characters of a language's name that are shown. */
const LANGUAGE_CHARS = 24;

const useHighlighter = lazyModule(() => import("./highlight.ts"));

/** A block of code as Markdown gives it: what `pre` holds. It can be copied; what it is written in is coloured. */
export function CodeBlock({ children }: { children: ReactNode }) {
  const t = useTranslations("transcript");
  const common = useTranslations("common");
  const { className, text } = codeIn(children);
  const language = /language-(\S+)/.exec(className)?.[1] ?? "";
  const isColoured =
    language !== "" && language !== "text" && text.length <= COLOURED_CHARS && !COLOURED_LINE.test(text);
  const highlighter = useHighlighter(isColoured);
  const coloured = useMemo(() => {
    const nodes = highlighter?.highlight(language.toLowerCase(), text);
    return nodes ? spans(nodes) : null;
  }, [highlighter, language, text]);
  return (
    <div className="code-block">
      <div className="flex items-center justify-between pr-1 pl-3.5">
        <span className="truncate text-muted text-xs">
          <VisibleText text={language.slice(0, LANGUAGE_CHARS)} />
        </span>
        <CopyButton
          text={text}
          label={t("copyCode")}
          copiedLabel={common("copied")}
          failedLabel={common("notCopied")}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reachable by the keyboard */}
      <pre tabIndex={0}>
        <code className={language && `language-${language}`}>
          {coloured ? createElement(Fragment, null, ...coloured) : text}
        </code>
      </pre>
    </div>
  );
}

function codeIn(children: ReactNode): { className: string; text: string } {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(children)) return { className: "", text: "" };
  const { className = "", children: text } = children.props;
  return { className, text: String(text ?? "").replace(/\n$/, "") };
}

type Highlighted = { type: string; value?: string; properties?: { className?: unknown }; children?: Highlighted[] };

function spans(nodes: readonly object[]): ReactNode[] {
  return (nodes as readonly Highlighted[]).map((node) =>
    node.type === "text"
      ? node.value
      : createElement("span", { className: names(node) }, ...spans(node.children ?? [])),
  );
}

function names({ properties }: Highlighted): string {
  return Array.isArray(properties?.className) ? properties.className.join(" ") : "";
}
