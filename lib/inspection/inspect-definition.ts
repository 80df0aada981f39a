import type { ToolAnnotations } from "#lib/mcp/types.ts";
import { isMixed } from "./confusables.ts";
import { MAX_FINDINGS, MAX_TEXT_CHARS } from "./constants.ts";
import { excerptAt } from "./hidden-characters.ts";
import { inspectText } from "./inspect-text.ts";
import { looksLikeConnector, looksLikeTool, type Neighbourhood, noticeReferences } from "./neighbourhood.ts";
import { type FoundText, joined, noticeIn, textsIn } from "./texts.ts";
import type { Finding } from "./types.ts";

/** What of a definition a model or a person is told. */
export type Described = {
  name: string;
  title?: string | null;
  description?: string;
  annotations?: ToolAnnotations;
  inputSchema: object;
};

/** Where a definition comes from: a connector by its name and the prefix of its tools. */
export type Home = { name: string; slug: string };

/** Parameters that a tool seldom needs: a connector has its own sign-in. */
const SECRET_NAME =
  /^(?:.*[_-])?(?:password|passwd|passphrase|api[_-]?key|secret(?:[_-]?key)?|private[_-]?key|access[_-]?token|auth[_-]?token|credentials?|ssh[_-]?key|seed[_-]?phrase)$/i;

/**
 * What is suspicious in a tool as its server describes it.
 * @param others what the person's connectors and their tools are called; its own may be among them
 */
export function inspectDefinition(definition: Described, home: Home, others: Neighbourhood): Finding[] {
  return worstFirst([...inspectWords(definition), ...inspectNames(definition, home, others)]);
}

/** The part that depends on the definition alone. */
export function inspectWords(definition: Described): Finding[] {
  const texts = textsOf(definition);
  const isTooMuch = joined(texts).length > MAX_TEXT_CHARS * 2;
  const found = isTooMuch
    ? [{ code: "not_checked" as const, severity: "high" as const, where: "inputSchema", excerpt: "" }]
    : noticeIn(texts, "inputSchema", (text) => inspectText(text, "definition"));
  return worstFirst([...found, ...secretParameters(definition)]);
}

/** The part that depends on what else the person has connected. */
export function inspectNames(definition: Described, home: Home, others: Neighbourhood): Finding[] {
  const found: Finding[] = [];
  for (const [where, name] of [
    ["name", definition.name],
    ["title", definition.title],
    ["annotations.title", definition.annotations?.title],
  ] as const) {
    if (typeof name !== "string") continue;
    const excerpt = excerptAt(name, 0);
    if (looksLikeTool(name, others, home.slug))
      found.push({ code: "lookalike_name", severity: "high", where, excerpt });
    if (name.split(/[^\p{L}\p{M}]+/u).some(isMixed))
      found.push({ code: "mixed_scripts", severity: "high", where, excerpt });
  }
  if (looksLikeConnector(home.name, others, home.slug))
    found.push({ code: "lookalike_name", severity: "high", where: "connector", excerpt: excerptAt(home.name, 0) });
  const texts = textsOf(definition).filter(({ where }) => where !== "name");
  found.push(...noticeIn(texts, "inputSchema", (text) => noticeReferences(text, others, home.slug)));
  return worstFirst(found);
}

function textsOf({ name, title, description, annotations, inputSchema }: Described): FoundText[] {
  return textsIn({ name, title, description, annotations, inputSchema }, "");
}

function secretParameters({ inputSchema }: Described): Finding[] {
  // A stored definition may be older than what is asked of one today.
  const { properties } = (inputSchema ?? {}) as { properties?: unknown };
  if (typeof properties !== "object" || properties === null) return [];
  return secretFields(Object.keys(properties), "inputSchema.properties");
}

/** The first of these fields that asks for a secret by its name. @param where they stand */
export function secretFields(names: readonly string[], where: string): Finding[] {
  return names
    .filter((name) => SECRET_NAME.test(name))
    .slice(0, 1)
    .map((name) => ({
      code: "asks_for_secret",
      severity: "low",
      where: `${where}.${name.slice(0, 64)}`,
      excerpt: excerptAt(name, 0),
    }));
}

/** The worst of what was found, each kind once per place. */
export function worstFirst(found: readonly Finding[]): Finding[] {
  const unique = new Map(found.map((one) => [`${one.code} ${one.where} ${one.severity}`, one]));
  const rank = ({ severity }: Finding) => (severity === "high" ? 0 : 1);
  return [...unique.values()].sort((a, b) => rank(a) - rank(b)).slice(0, MAX_FINDINGS);
}
