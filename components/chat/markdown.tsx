"use client";

import { Square, SquareCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, createContext, memo, type ReactNode, useContext, useId, useMemo } from "react";
import { CodeBlock } from "./code-block.tsx";
import { ExternalLink } from "./external-link.tsx";
import { lazyModule } from "./lazy-module.ts";
import { markdownBlocks } from "./markdown-blocks.ts";
import { type Components, elementsOf, markdownTree } from "./markdown-tree.ts";
import { mathMarks, mayHoldMath } from "./math-marks.ts";
import { Citation, citedBy } from "./research/citation.tsx";
import { safeUrl } from "./safe-url.ts";
import { isSettable } from "./settable.ts";

const useMath = lazyModule(() => import("./markdown-math.ts"));

/** What begins the ids of a text's own places, its footnotes: no other text on the page has them. */
const OwnPlaces = createContext("");

const FOOTNOTES = "footnote-label";

const COMPONENTS: Components = {
  a: ({ href, children, ...rest }) =>
    citedBy(href) !== null ? (
      <Citation href={href} />
    ) : href?.startsWith("#") ? (
      <OwnPlace href={href} {...rest}>
        {children}
      </OwnPlace>
    ) : (
      <ExternalLink href={href}>{children}</ExternalLink>
    ),
  h2: ({ id, ...rest }) => (id === FOOTNOTES ? <FootnotesHeading {...rest} /> : <h2 {...rest} />),
  // An image is a request to whoever the text names: what its address carries would leave with it.
  img: ({ src, alt }) => <ExternalLink href={typeof src === "string" ? src : undefined}>{alt || "🖼"}</ExternalLink>,
  input: ({ checked }) => <TaskMark done={checked === true} />,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  // What scrolls sideways has to be reachable by the keyboard to be read to its end.
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <div tabIndex={0} className="relative overflow-x-auto">
      <table>{children}</table>
    </div>
  ),
};

/** From a footnote's mark to the note, and back. */
function OwnPlace(props: ComponentProps<"a">) {
  const prefix = useContext(OwnPlaces);
  const described = props["aria-describedby"] === FOOTNOTES && { "aria-describedby": `${prefix}${FOOTNOTES}` };
  return <a {...props} {...described} />;
}

function FootnotesHeading(props: ComponentProps<"h2">) {
  return <h2 {...props} id={`${useContext(OwnPlaces)}${FOOTNOTES}`} />;
}

function TaskMark({ done }: { done: boolean }) {
  const t = useTranslations("transcript");
  const Mark = done ? SquareCheck : Square;
  return (
    <>
      <Mark aria-hidden className="mr-1.5 inline size-4 align-[-0.2em] text-muted" />
      <span className="sr-only">{t(done ? "taskDone" : "taskOpen")} </span>
    </>
  );
}

const MarkdownBlock = memo(function MarkdownBlock({ text }: { text: string }) {
  const t = useTranslations("transcript");
  const prefix = useContext(OwnPlaces);
  const math = useMath(mayHoldMath(text));
  return useMemo(() => {
    const naming = {
      clobberPrefix: prefix,
      footnoteLabel: t("footnotes"),
      footnoteBackLabel: (at: number) => t("backToText", { number: at + 1 }),
      url: (url: string) => (url.startsWith(`#${prefix}`) || citedBy(url) !== null ? url : (safeUrl(url)?.href ?? "")),
    };
    const written = math ? mathMarks(text) : text;
    const elements = math?.elementsWithFormulas ?? elementsOf;
    const set = () => elements(markdownTree(written, naming, math?.formulas), COMPONENTS);
    return (isSettable(written) && orNull(set)) || <AsWritten text={text} />;
  }, [text, math, prefix, t]);
});

/** null for a text that is built to be too much for a page. */
function orNull(set: () => ReactNode): ReactNode {
  try {
    return set();
  } catch {
    return null;
  }
}

function AsWritten({ text }: { text: string }) {
  return <p className="as-written">{text}</p>;
}

/** Markdown from a model or a server: no HTML, no images, links that say where they lead. */
export function Markdown({ text }: { text: string }) {
  const prefix = `${useId()}-`;
  let offset = 0;
  return (
    <OwnPlaces value={prefix}>
      <div className="markdown">
        {markdownBlocks(text).map((block) => {
          const key = offset;
          offset += block.length;
          return <MarkdownBlock key={key} text={block} />;
        })}
      </div>
    </OwnPlaces>
  );
}
