import { MAX_DEPTH, MAX_TEXT_CHARS, MAX_TEXTS_APART } from "./constants.ts";
import type { Finding, Noticed } from "./types.ts";

/** A text, and where it stands. */
export type FoundText = { where: string; text: string };

/** Every text in a JSON value, keys that are more than a name included, with the way to it. */
export function textsIn(value: unknown, where: string): FoundText[] {
  const texts: FoundText[] = [];
  const visit = (node: unknown, path: string, depth: number): void => {
    if (depth > MAX_DEPTH) return;
    if (typeof node === "string") {
      if (node !== "") texts.push({ where: path, text: node });
    } else if (Array.isArray(node)) {
      for (const [i, item] of node.entries()) visit(item, under(path, String(i)), depth + 1);
    } else if (typeof node === "object" && node !== null) {
      for (const [key, item] of Object.entries(node)) {
        if (!/^[\w$-]{1,64}$/.test(key)) visit(key, path, depth + 1);
        visit(item, under(path, key.slice(0, 64)), depth + 1);
      }
    }
  };
  visit(value, where, 0);
  return texts;
}

function under(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** The texts of one part as a model reads them, one after the other. */
export function joined(texts: readonly FoundText[]): string {
  return texts.map(({ text }) => text).join("\n");
}

/**
 * Looks at texts that a model reads one after the other: at all together, since what is said may go on from one to the
 * next, and where that finds something at each, to say where it stands.
 * @param where what is said of a finding that stands in no single one
 */
export function noticeIn(texts: readonly FoundText[], where: string, notice: (text: string) => Noticed[]): Finding[] {
  const found = notice(joined(texts));
  if (found.length === 0) return [];
  const isFew = texts.length <= MAX_TEXTS_APART && texts.every(({ text }) => text.length <= MAX_TEXT_CHARS);
  const apart = isFew ? texts.flatMap((one) => notice(one.text).map((it) => ({ ...it, where: one.where }))) : [];
  const rest = found.filter(
    (one) => !apart.some(({ code, severity }) => code === one.code && severity === one.severity),
  );
  return [...apart, ...rest.map((one) => ({ ...one, where }))];
}
