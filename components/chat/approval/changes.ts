import { canonicalText } from "./canonical-lines.ts";

/** One field that is not as it was. Values are canonical JSON, or plain text where both are texts. */
export type Change = { path: string } & (
  | { kind: "added"; now: string }
  | { kind: "removed"; before: string }
  | { kind: "changed"; before: string; now: string }
);

type Container = Record<string, unknown> | unknown[];

/** What changed between two JSON values, field by field, in canonical order; none: they are the same. */
export function changesBetween(before: unknown, now: unknown): Change[] {
  const changes: Change[] = [];
  compare(before, now, "", changes);
  return changes;
}

function compare(before: unknown, now: unknown, path: string, changes: Change[]): void {
  if (isContainer(before) && isContainer(now) && Array.isArray(before) === Array.isArray(now)) {
    for (const name of namesOf(before, now)) {
      const inside = Array.isArray(now) ? `${path}[${name}]` : member(path, name);
      if (!Object.hasOwn(before, name)) changes.push({ path: inside, kind: "added", now: written(at(now, name)) });
      else if (!Object.hasOwn(now, name))
        changes.push({ path: inside, kind: "removed", before: written(at(before, name)) });
      else compare(at(before, name), at(now, name), inside, changes);
    }
    return;
  }
  if (canonicalText(before) === canonicalText(now)) return;
  const areTexts = typeof before === "string" && typeof now === "string";
  const asShown = areTexts ? (value: unknown) => value as string : written;
  changes.push({ path, kind: "changed", before: asShown(before), now: asShown(now) });
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

function at(container: Container, name: string): unknown {
  return (container as Record<string, unknown>)[name];
}

function written(value: unknown): string {
  return canonicalText(value);
}

/** Of both, each once: positions in order, names in the order of RFC 8785. */
function namesOf(before: Container, now: Container): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return Array.isArray(now) ? names : names.sort();
}

/** `a.b`, or `a["b c"]` where a name could be taken for something else. */
function member(path: string, name: string): string {
  if (/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name)) return path === "" ? name : `${path}.${name}`;
  return `${path}[${JSON.stringify(name)}]`;
}
