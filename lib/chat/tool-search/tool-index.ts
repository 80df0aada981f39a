import MiniSearch from "minisearch";
import { INDEX_CHUNK } from "../constants.ts";
import type { Tool } from "../toolset.ts";
import { actionsAsked, actionsOf, DELETE, isCommon, isQuestion, meaningsOf } from "./meanings.ts";
import { pluralsIn, stemsOf, stemsOfRequest } from "./words.ts";

/** What a tool is found by; a field of its own for what weighs differently. */
type Entry = { id: string; name: string; title: string; description: string; parameters: string; connector: string };

/** What a tool is called tells most of what it does; what its parameters are called, least. */
const WEIGHTS = { name: 4, title: 2, connector: 1, description: 1.5, parameters: 0.3 };
/** Characters of a description that are read: what a tool does stands at its beginning. */
const DESCRIPTION_CHARS = 600;
/** How many of those found by their words are looked at more closely. */
const CANDIDATES = 80;
/** Shorter words are too easily taken for others. */
const FUZZY_FROM_CHARS = 5;

/** What the closer look adds to how well the words fit (at most 1): the tool's connector is named, it does what was asked … */
const NAMED = 1.5;
const ACTION_FITS = 0.6;
/** … it is about the things that were named and about nothing else, and it only reads where something was only asked. */
const THINGS_FIT = 0.7;
const ONLY_READS = 0.2;
/** … and as many things as were asked about. What it cannot be meant to do unless it was asked for takes away. */
const NUMBER_FITS = 0.25;
const UNASKED_DELETE = 0.3;

/** What the closer look needs of a tool. */
type Known = {
  action: ReadonlySet<string>;
  things: readonly string[];
  connectorId: string;
  reads: boolean;
  isMany: boolean;
};
/** A request, looked at in the same way. */
type Request = {
  weights: ReadonlyMap<string, number>;
  actions: ReadonlyMap<string, number>;
  named: ReadonlySet<string>;
  plurals: ReadonlySet<string>;
  isQuestion: boolean;
};

/** Tools by their words, to be found by a request in plain words. */
export class ToolIndex {
  private readonly words = new MiniSearch<Entry>({
    fields: Object.keys(WEIGHTS),
    tokenize: (text) => text.split(" ").filter(Boolean),
    processTerm: (term) => term,
    searchOptions: { boost: WEIGHTS },
  });
  private readonly known = new Map<string, Known>();
  /** The words of each connector's name, and which tools it has. */
  private readonly connectors = new Map<string, { words: readonly string[]; tools: string[] }>();
  /** In how many connectors' tools a word stands. */
  private readonly spread = new Map<string, Set<string>>();

  private constructor() {}

  /** Indexes tools a few at a time: other work goes on meanwhile. */
  static async of(tools: readonly Tool[]): Promise<ToolIndex> {
    const index = new ToolIndex();
    for (let at = 0; at < tools.length; at += INDEX_CHUNK) {
      index.words.addAll(tools.slice(at, at + INDEX_CHUNK).map((tool) => index.entryOf(tool)));
      await new Promise(setImmediate);
    }
    return index;
  }

  /**
   * The names of the tools that fit a request best, best first.
   * @param isWanted which tools may be found
   */
  search(query: string, isWanted: (modelName: string) => boolean): string[] {
    const asked = stemsOfRequest(query);
    const named = this.namedIn(asked);
    const nameWords = new Set([...named].flatMap((id) => this.connectors.get(id)?.words ?? []));
    const weights = meaningsOf(asked, nameWords);
    if (weights.size === 0) return [];
    const found = this.words.search([...weights.keys()].join(" "), {
      filter: ({ id }) => isWanted(id),
      boostTerm: (term) => weights.get(term) ?? 1,
      prefix: (term) => asked.includes(term) && term.length > 3,
      fuzzy: (term) => (asked.includes(term) && term.length >= FUZZY_FROM_CHARS ? 0.2 : false),
      weights: { prefix: 0.4, fuzzy: 0.3 },
    });
    const best = found[0]?.score ?? 1;
    const fit = new Map(found.map(({ id, score }) => [String(id), score / best]));
    const ofNamed = [...named].flatMap((id) => this.connectors.get(id)?.tools ?? []).filter(isWanted);
    const candidates = new Set([...[...fit.keys()].slice(0, CANDIDATES), ...ofNamed]);
    const request = {
      weights,
      named,
      plurals: pluralsIn(query),
      actions: actionsAsked(asked, query),
      isQuestion: isQuestion(query),
    };
    return [...candidates]
      .map((id) => ({ id, score: (fit.get(id) ?? 0) + this.closerLook(id, request) }))
      .sort((a, b) => b.score - a.score)
      .map(({ id }) => id);
  }

  private entryOf(tool: Tool): Entry {
    const name = stemsOf(tool.toolName);
    const description = stemsOf(tool.description.slice(0, DESCRIPTION_CHARS));
    const { modelName, connectorId } = tool;
    const connector = this.connectors.get(connectorId) ?? { words: stemsOf(tool.connectorName), tools: [] };
    connector.tools.push(modelName);
    this.connectors.set(connectorId, connector);
    for (const word of [...name, ...description])
      this.spread.set(word, (this.spread.get(word) ?? new Set()).add(connectorId));
    const [first = "", ...rest] = name;
    const isVerbFirst = actionsOf([first]).size > 0;
    const action = actionsOf([...(isVerbFirst ? [first] : []), ...name.slice(-1)]);
    const things = isVerbFirst ? rest : name;
    this.known.set(modelName, {
      action,
      things,
      connectorId,
      reads: tool.kind === "read",
      isMany: pluralsIn(tool.toolName).size > 0,
    });
    return {
      id: modelName,
      name: name.join(" "),
      title: stemsOf(tool.title).join(" "),
      description: description.join(" "),
      parameters: stemsOf(Object.keys((tool.inputSchema.properties ?? {}) as object).join(" ")).join(" "),
      connector: connector.words.join(" "),
    };
  }

  /** The connectors that a request names: by every word of theirs, or by one that none of the others' tools has. */
  private namedIn(asked: readonly string[]): Set<string> {
    const said = new Set(asked);
    const isOwn = (word: string, id: string) => [...(this.spread.get(word) ?? [])].every((other) => other === id);
    const named = [...this.connectors].filter(
      ([id, { words }]) =>
        words.length > 0 &&
        (words.every((word) => said.has(word)) ||
          words.some((word) => said.has(word) && !isCommon(word) && isOwn(word, id))),
    );
    return new Set(named.map(([id]) => id));
  }

  private closerLook(id: string, { weights, actions, named, plurals, isQuestion }: Request): number {
    const known = this.known.get(id);
    if (!known) return 0;
    const action = Math.max(0, ...[...known.action].map((one) => actions.get(one) ?? 0));
    const asksForMany = known.things.some((word) => plurals.has(word));
    const isUnasked = known.action.has(DELETE) && !actions.has(DELETE);
    const things = known.things.reduce((sum, word) => sum + (weights.get(word) ?? 0), 0);
    return (
      (named.has(known.connectorId) ? NAMED : 0) +
      action * ACTION_FITS +
      (things / Math.max(known.things.length, 1)) * THINGS_FIT +
      (isQuestion && known.reads ? ONLY_READS : 0) +
      (asksForMany && known.isMany ? NUMBER_FITS : 0) -
      (isUnasked ? UNASKED_DELETE : 0)
    );
  }
}
