import { visibleParts } from "./visible-parts.ts";

/** A text of somebody else's in which nothing hides: invisible characters are shown by their code points. */
export function VisibleText({ text }: { text: string }) {
  let offset = 0;
  return visibleParts(text).map((part) => {
    const key = offset;
    offset += part.text.length;
    if (!part.hidden) return <span key={key}>{part.text}</span>;
    return (
      <mark key={key} className="rounded-xs bg-warning-tint px-0.5 font-mono text-[0.85em] text-warning">
        {part.text}
      </mark>
    );
  });
}
