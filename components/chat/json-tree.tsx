"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { VisibleText } from "./visible-text.tsx";

/** Entries shown at once; a list of thousands opens in portions. */
const PORTION = 50;
/** Levels open from the start. */
const OPEN_LEVELS = 2;

type JsonNodeProps = { name?: string; value: unknown; level: number };

/** JSON to look into: objects and lists open and close. */
export function JsonTree({ value }: { value: unknown }) {
  return (
    <div className="relative overflow-x-auto rounded-md border border-line bg-sunken px-3 py-2 font-mono text-sm">
      <JsonNode value={value} level={0} />
    </div>
  );
}

function JsonNode({ name, value, level }: JsonNodeProps) {
  const isBranch = typeof value === "object" && value !== null;
  if (isBranch) return <JsonBranch name={name} value={value} level={level} />;
  return (
    <div className="wrap-anywhere whitespace-pre-wrap">
      <Name name={name} />
      <Leaf value={value} />
    </div>
  );
}

function JsonBranch({ name, value, level }: JsonNodeProps & { value: object }) {
  const t = useTranslations("chat.output");
  const [shown, setShown] = useState(PORTION);
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  return (
    <details open={level < OPEN_LEVELS}>
      <summary>
        <Name name={name} />
        <span className="text-muted">{isList ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      <div className="border-line border-l pl-4">
        {entries.slice(0, shown).map(([key, child]) => (
          <JsonNode key={key} name={isList ? undefined : key} value={child} level={level + 1} />
        ))}
        {entries.length > shown && (
          <button type="button" className="text-accent-text underline" onClick={() => setShown(shown + PORTION)}>
            {t("more", { count: entries.length - shown })}
          </button>
        )}
      </div>
    </details>
  );
}

function Name({ name }: { name: string | undefined }) {
  if (name === undefined) return null;
  return (
    <>
      <span className="text-accent-text">
        <VisibleText text={name} />
      </span>
      <span className="text-muted">: </span>
    </>
  );
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === "string") return <VisibleText text={value} />;
  return <span className="text-info">{String(value)}</span>;
}
