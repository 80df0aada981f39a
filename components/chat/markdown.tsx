import { memo } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { ExternalLink } from "./external-link.tsx";
import { markdownBlocks } from "./markdown-blocks.ts";
import { safeUrl } from "./safe-url.ts";

const COMPONENTS: Components = {
  a: ({ href, children }) => <ExternalLink href={href}>{children}</ExternalLink>,
  // An image is a request to whoever the text names: what its address carries would leave with it.
  img: ({ src, alt }) => <ExternalLink href={typeof src === "string" ? src : undefined}>{alt || "🖼"}</ExternalLink>,
  // What scrolls sideways has to be reachable by the keyboard to be read to its end.
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <pre tabIndex={0}>{children}</pre>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <div tabIndex={0} className="overflow-x-auto">
      <table>{children}</table>
    </div>
  ),
};
const PLUGINS = [remarkGfm];

const MarkdownBlock = memo(function MarkdownBlock({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} urlTransform={(url) => safeUrl(url)?.href ?? ""}>
      {text}
    </ReactMarkdown>
  );
});

/** Markdown from a model or a server: no HTML, no images, links that say where they lead. */
export function Markdown({ text }: { text: string }) {
  let offset = 0;
  return (
    <div className="markdown">
      {markdownBlocks(text).map((block) => {
        const key = offset;
        offset += block.length;
        return <MarkdownBlock key={key} text={block} />;
      })}
    </div>
  );
}
