import { skeleton } from "./confusables.ts";
import { MAX_TEXT_CHARS } from "./constants.ts";
import { decodedParts } from "./decode.ts";
import { excerptAt, withoutHidden } from "./hidden-characters.ts";
import { plainText } from "./plain-text.ts";
import type { NamedConnector, Noticed } from "./types.ts";

/** What a person's connectors and their tools are called, ready to be looked up. */
export type Neighbourhood = {
  /** Names that stand for one tool and nothing else in a text, with the connectors that have it. */
  tools: Map<string, Set<string>>;
  /** How tools' names look, with the names and their connectors. */
  looks: Map<string, { name: string; slug: string }[]>;
  connectors: { name: string; slug: string; look: string }[];
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
/** Mentions of another connector's tools that are looked at; who makes more means something by it. */
const MAX_MENTIONS = 200;

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
      look: skeleton(name),
    })),
  };
}

/**
 * Whether a text of one connector speaks of another's tools, or tells how another is to be used; also in what it holds
 * in another form.
 */
export function noticeReferences(given: string, others: Neighbourhood, slug: string): Noticed[] {
  const text = withoutHidden(given).slice(0, MAX_TEXT_CHARS);
  const encoded = decodedParts(text).flatMap((part) => [...toolNamed(part.text, others, slug)]);
  const found = [...toolNamed(text, others, slug), ...connectorDirected(text, others, slug), ...encoded];
  const worst = found.find(({ severity }) => severity === "high") ?? found[0];
  return worst ? [worst] : [];
}

function* toolNamed(text: string, { tools }: Neighbourhood, slug: string): Generator<Noticed> {
  let count = 0;
  for (const match of text.matchAll(NAMES)) {
    const owners = tools.get(match[0]);
    if (!owners || owners.has(slug)) continue;
    count += 1;
    const around = plainText(text.slice(Math.max(0, match.index - AROUND), match.index + match[0].length + AROUND));
    const isDirected = DIRECTS.test(around.words) || match[0].includes("__") || count > MAX_MENTIONS;
    yield { code: "names_other_tool", severity: isDirected ? "high" : "low", excerpt: excerptAt(text, match.index) };
    if (isDirected) return;
  }
}

function* connectorDirected(text: string, { connectors }: Neighbourhood, slug: string): Generator<Noticed> {
  for (const { name, slug: own } of connectors) {
    if (own === slug || name.length < MIN_CONNECTOR_NAME) continue;
    const at = text.indexOf(name);
    if (at < 0) continue;
    const { words } = plainText(text.slice(Math.max(0, at - AROUND / 2), at + name.length + AROUND / 2));
    if (DIRECTS_CONNECTOR.test(words) && words.includes(plainText(name).words))
      yield { code: "names_other_tool", severity: "high", excerpt: excerptAt(text, at) };
  }
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
