"use client";

import { useTranslations } from "next-intl";
import { Fragment, useState } from "react";
import { cn } from "#lib/platform/cn.ts";
import { VisibleText } from "../visible-text.tsx";
import { canonicalLines, type Line, type Piece, type Token } from "./canonical-lines.ts";
import { ShowAll } from "./show-all.tsx";

/** A value longer than this is folded to its first characters, many lines to the first ones; one click shows all. */
const FOLDED_CHARS = 280;
const LONG_CHARS = 400;
const FOLDED_LINES = 20;
const LONG_LINES = 28;

type CanonicalJsonProps = { value: unknown; hideSecrets?: boolean; className?: string };

/** JSON exactly as it is sent: in canonical order, nothing hidden in it, nothing cut for good. */
export function CanonicalJson({ value, hideSecrets = false, className }: CanonicalJsonProps) {
  const t = useTranslations("approvals.arguments");
  const [all, setAll] = useState(false);
  const lines = canonicalLines(value);
  const folded = !all && lines.length > LONG_LINES;
  const shown = folded ? lines.slice(0, FOLDED_LINES) : lines;
  return (
    <div
      className={cn(
        "wrap-anywhere rounded-md border border-line bg-sunken px-3 py-2 font-mono text-sm whitespace-pre-wrap",
        className,
      )}
    >
      {shown.map((line, index) => (
        // Lines of one value: they neither move nor change.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <JsonLine key={index} line={line} hideSecrets={hideSecrets} />
      ))}
      {folded && <ShowAll label={t("showAllLines", { count: lines.length })} onClick={() => setAll(true)} />}
    </div>
  );
}

function JsonLine({ line, hideSecrets }: { line: Line; hideSecrets: boolean }) {
  return (
    <div style={{ paddingLeft: `${line.indent * 2 + 2}ch`, textIndent: "-2ch" }}>
      {line.tokens.map((token, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one value neither move nor change
        <JsonToken key={index} token={token} hideSecrets={hideSecrets} />
      ))}
    </div>
  );
}

function JsonToken({ token, hideSecrets }: { token: Token; hideSecrets: boolean }) {
  const t = useTranslations("approvals.arguments");
  const [all, setAll] = useState(false);
  const folded = !all && token.length > LONG_CHARS;
  const pieces = folded ? cut(token.pieces) : token.pieces;
  return (
    <>
      {pieces.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <JsonPiece key={index} piece={piece} isHidden={hideSecrets && piece.isSecret === true} />
      ))}
      {folded && <ShowAll label={t("showAllCharacters", { count: token.length })} onClick={() => setAll(true)} />}
    </>
  );
}

const TINTS: Record<Piece["kind"], string> = {
  syntax: "text-muted",
  name: "text-accent-text",
  string: "",
  literal: "text-info",
};

function JsonPiece({ piece, isHidden }: { piece: Piece; isHidden: boolean }) {
  const t = useTranslations("approvals.arguments");
  if (isHidden)
    return (
      <span className="rounded-xs bg-hover px-1 text-muted" title={t("hidden")}>
        <span aria-hidden>••••••••</span>
        <span className="sr-only">{t("hidden")}</span>
      </span>
    );
  // A space that JSON does not need sets the value apart from its name.
  if (piece.kind === "syntax") return <span className={TINTS.syntax}>{piece.text === ":" ? ": " : piece.text}</span>;
  return (
    <span className={TINTS[piece.kind]}>
      {written(piece.text).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <Fragment key={index}>
          {part.isBreak ? (
            <>
              <span className="text-muted">{part.text}</span>
              <br />
            </>
          ) : (
            <VisibleText text={part.text} />
          )}
        </Fragment>
      ))}
    </span>
  );
}

/** Keeps `\n` as it is sent, and begins a new line after it. */
function written(text: string): { text: string; isBreak: boolean }[] {
  return text
    .split(/((?<!\\)(?:\\\\)*\\n)/)
    .map((part, index) => ({ text: part, isBreak: index % 2 === 1 }))
    .filter((part) => part.text !== "");
}

/** The first characters, never half of one. */
function cut(pieces: Piece[]): Piece[] {
  const first: Piece[] = [];
  let room = FOLDED_CHARS;
  for (const piece of pieces) {
    if (room <= 0) break;
    const text = piece.text.length <= room ? piece.text : piece.text.slice(0, room).replace(/[\ud800-\udbff]$/, "");
    first.push({ ...piece, text });
    room -= piece.text.length;
  }
  return first;
}
