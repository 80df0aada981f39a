import MiniSearch, { type SearchResult } from "minisearch";
import { INDEX_CHUNK } from "../constants.ts";
import type { Tool } from "../toolset.ts";
import { actionsOf, meaningsOf } from "./meanings.ts";
import { stemsOf } from "./words.ts";

/** What a tool is found by; a field of its own for what weighs differently. */
type Entry = { id: string; name: string; title: string; description: string; parameters: string; connector: string };

/** What a tool is called tells most of what it does; what its parameters are called, least. */
const WEIGHTS = { name: 5, title: 3, connector: 2, description: 1.5, parameters: 0.5 };
/** Characters of a description that are read: what a tool does stands at its beginning. */
const DESCRIPTION_CHARS = 600;
/** How many of those found by their words are looked at more closely. */
const CANDIDATES = 80;
/** Words of a description that count least, since people explain there what a tool is not for, too. */
const FUZZY_FROM_CHARS = 5;

/** What the closer look needs of a tool. */
type Known = { action: ReadonlySet<string>; things: readonly string[]; connector: readonly string[] };

/** Tools by their words, to be found by a request in plain words. */
export class ToolIndex {
  private readonly words = new MiniSearch<Entry>({
    fields: Object.keys(WEIGHTS),
    tokenize: (text) => text.split(" ").filter(Boolean),
    processTerm: (term) => term,
    searchOptions: { boost: WEIGHTS },
  });
  private readonly known = new Map<string, Known>();

  private constructor() {}

  /** Indexes tools a few at a time: other work goes on meanwhile. */
  static async of(tools: readonly Tool[]): Promise<ToolIndex> {
    const index = new ToolIndex();
    const entries = tools.map((tool) => index.entryOf(tool));
    await index.words.addAllAsync(entries, { chunkSize: INDEX_CHUNK });
    return index;
  }

  /**
   * The names of the tools that fit a request best, best first.
   * @param isWanted which tools may be found
   */
  search(query: string, isWanted: (modelName: string) => boolean): string[] {
    const asked = stemsOf(query);
    const weights = meaningsOf(asked);
    if (weights.size === 0) return [];
    const found = this.words.search([...weights.keys()].join(" "), {
      filter: ({ id }) => isWanted(id),
      boostTerm: (term) => weights.get(term) ?? 1,
      prefix: (term) => asked.includes(term) && term.length > 3,
      fuzzy: (term) => (asked.includes(term) && term.length >= FUZZY_FROM_CHARS ? 0.2 : false),
      weights: { prefix: 0.4, fuzzy: 0.3 },
    });
    const request = { said: new Set(weights.keys()), asked: new Set(asked), actions: actionsOf(asked) };
    return found
      .slice(0, CANDIDATES)
      .map((result) => ({ id: String(result.id), score: this.closerLook(result, request) }))
      .sort((a, b) => b.score - a.score)
      .map(({ id }) => id);
  }

  private entryOf(tool: Tool): Entry {
    const name = stemsOf(tool.toolName);
    const connector = stemsOf(tool.connectorName);
    const action = actionsOf(name.slice(0, 1).concat(name.slice(-1)));
    const things = name.filter((word) => actionsOf([word]).size === 0);
    this.known.set(tool.modelName, { action, things, connector });
    return {
      id: tool.modelName,
      name: name.join(" "),
      title: stemsOf(tool.title).join(" "),
      description: stemsOf(tool.description.slice(0, DESCRIPTION_CHARS)).join(" "),
      parameters: stemsOf(Object.keys((tool.inputSchema.properties ?? {}) as object).join(" ")).join(" "),
      connector: connector.join(" "),
    };
  }

  private closerLook(
    { id, score }: SearchResult,
    { said, asked, actions }: { said: ReadonlySet<string>; asked: ReadonlySet<string>; actions: ReadonlySet<string> },
  ): number {
    const known = this.known.get(String(id));
    if (!known) return 0;
    const isNamed = known.connector.length > 0 && known.connector.every((word) => asked.has(word));
    const share = known.things.filter((word) => said.has(word)).length / Math.max(known.things.length, 1);
    const fits = [...known.action].some((one) => actions.has(one));
    return score * (isNamed ? 2 : 1) * (0.5 + share) * (actions.size === 0 ? 1 : fits ? 1.5 : 0.75);
  }
}
