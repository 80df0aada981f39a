import { oncePerProcess } from "../process-registry.ts";

/** Statements the database keeps parsed and planned, for each connection; each costs it some ten kilobytes there. */
const MAX_NAMED = 500;
/** Texts that differ by how many values or rows they were given are endlessly many. */
const HAS_LIST = / IN \(\$\d+,|\), ?\(\$/;

/**
 * The name under which a connection of the pool prepares a statement, so that the database parses and plans it once
 * instead of each time (about two fifths of its work for a tool call). Empty: it is not kept.
 */
export function statementName(sql: string): string {
  if (HAS_LIST.test(sql)) return "";
  const names = oncePerProcess("statement-names", () => new Map<string, string>());
  const known = names.get(sql);
  if (known !== undefined) return known;
  if (names.size >= MAX_NAMED) return "";
  const name = `s${names.size}`;
  names.set(sql, name);
  return name;
}
