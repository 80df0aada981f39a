import { skeleton } from "./confusables.ts";
import { excerptAt } from "./hidden-characters.ts";
import { plainText } from "./plain-text.ts";
import type { NamedConnector, Noticed } from "./types.ts";

/** What a person's connectors and their tools are called, ready to be looked up. */
export type Neighbourhood = {
  /** Names that stand for one tool and nothing else in a text, with the connectors that have it. */
  tools: Map<string, Set<string>>;
  /** How tools' names look, with the names and their connectors. */
  looks: Map<string, { name: string; slug: string }[]>;
  connectors: { name: string; slug: string; words: string; look: string }[];
};

/** A name that would not stand in a sentence for anything else. */
const DISTINCTIVE = /[a-z0-9][_.-][a-z0-9]|[a-z][A-Z]/;
const MIN_TOOL_NAME = 6;
const MIN_CONNECTOR_NAME = 4;
const NAMES = /[A-Za-z][A-Za-z0-9]*(?:[_.-]{1,2}[A-Za-z0-9]+)*/g;
/** Words that say how something is to be used. */
const DIRECTS =
  / (?:instead|always|never|must|should|before|after|whenever|when using|when you use|when calling|do not|don t|deprecated|broken|replaced|replaces|first|only|also call|then call|call|invoke|use|with the|set the|bcc|pass|change|unavailable|obsolete) /;
const DIRECTS_CONNECTOR =
  / (?:instead of|never use|do not use|don t use|always use|before using|whenever|when using|deprecated|broken|replaces|replaced|unavailable|obsolete|must|rather than) /;
const AROUND = 120;

/** Prepares the names of a person's connectors. */
export function neighbourhoodOf(connectors: readonly NamedConnector[]): Neighbourhood {
  const tools = new Map<string, Set<string>>();
  const looks: Neighbourhood["looks"] = new Map();
  for (const { slug, tools: names } of connectors)
    for (const name of names) {
      const forms =
        name.length >= MIN_TOOL_NAME && DISTINCTIVE.test(name) ? [name, `${slug}__${name}`] : [`${slug}__${name}`];
      for (const form of forms) tools.set(form, (tools.get(form) ?? new Set()).add(slug));
      const look = skeleton(name);
      looks.set(look, [...(looks.get(look) ?? []), { name, slug }]);
    }
  return {
    tools,
    looks,
    connectors: connectors.map(({ name, slug }) => ({
      name,
      slug,
      words: plainText(name).words,
      look: skeleton(name),
    })),
  };
}

/** Whether a text of one connector speaks of another's tools, or tells how another is to be used. */
export function noticeReferences(text: string, { tools, connectors }: Neighbourhood, slug: string): Noticed[] {
  const found: Noticed[] = [];
  for (const match of text.matchAll(NAMES)) {
    const owners = tools.get(match[0]);
    if (!owners || owners.has(slug)) continue;
    const around = plainText(text.slice(Math.max(0, match.index - AROUND), match.index + match[0].length + AROUND));
    const severity = DIRECTS.test(around.words) || match[0].includes("__") ? "high" : "low";
    found.push({ code: "names_other_tool", severity, excerpt: excerptAt(text, match.index) });
    if (severity === "high") return found.slice(-1);
  }
  const { words, at } = plainText(text);
  for (const other of connectors) {
    if (other.slug === slug || other.words.length < MIN_CONNECTOR_NAME + 2) continue;
    const position = words.indexOf(other.words);
    if (position < 0) continue;
    const around = words.slice(Math.max(0, position - AROUND / 2), position + other.words.length + AROUND / 2);
    if (DIRECTS_CONNECTOR.test(` ${around} `))
      return [{ code: "names_other_tool", severity: "high", excerpt: excerptAt(text, at[position + 1] ?? 0) }];
  }
  return found.slice(0, 1);
}

/** Whether a name looks like that of another connector's tool, and is another. */
export function looksLikeTool(name: string, { looks }: Neighbourhood, slug: string): boolean {
  const others = looks.get(skeleton(name)) ?? [];
  return others.some((other) => other.slug !== slug && posesAs(other.name, name));
}

/** Whether a connector's name looks like another's, and is another. */
export function looksLikeConnector(name: string, { connectors }: Neighbourhood, slug: string): boolean {
  const look = skeleton(name);
  return connectors.some((other) => other.slug !== slug && other.look === look && posesAs(other.name, name));
}

/**
 * Whether a name is made to pass for the other. Names that differ in how they are set apart or in capitals alone are not;
 * and of two, the one in foreign letters poses as the other.
 */
function posesAs(other: string, name: string): boolean {
  const isPlain = (one: string) => /^[ -~]*$/.test(one);
  if (isPlain(name) && !isPlain(other)) return false;
  const bare = (name: string) => name.toLowerCase().replaceAll(/[-_.\s]+/g, "_");
  return bare(other) !== bare(name);
}
