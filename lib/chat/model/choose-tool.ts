import { comparableWords, isVerb } from "./words.ts";

/** A tool as a model is told of it. */
export type OfferedTool = { name: string; description?: string; inputSchema: unknown };

/** What a request in plain words turned out to mean. */
export type Choice<Tool extends OfferedTool> =
  | { kind: "one"; tool: Tool; rest: string }
  | { kind: "several"; tools: Tool[] }
  | { kind: "none" };

/** Share of a tool's name that a request must contain to mean it. Things weigh twice as much as actions. */
const THRESHOLD = 0.6;

/** The part of a model's tool name that is the tool's own; before the double underscore stands the connector. */
export function shortName(tool: OfferedTool): string {
  return tool.name.slice(tool.name.indexOf("__") + 1).replace(/^_+/, "") || tool.name;
}

/** Which tool a request means: named outright ("/list_notes", "use list_notes"), else the best match of its words. */
export function chooseTool<Tool extends OfferedTool>(request: string, tools: readonly Tool[]): Choice<Tool> {
  // What stands in quotation marks is an argument, whatever it says; unless nothing else names a tool.
  const plain = byName(withoutQuotations(request), request, tools) ?? byWords(request, tools);
  return plain.kind === "none" ? (byName(request, request, tools) ?? plain) : plain;
}

function withoutQuotations(text: string): string {
  return text.replace(/"[^"]*"|“[^”]*”/g, " ");
}

function byName<Tool extends OfferedTool>(said: string, request: string, tools: readonly Tool[]): Choice<Tool> | null {
  const slash = /^\s*\/(\S+)\s*/.exec(request);
  if (slash) {
    const [whole, wanted = ""] = slash;
    const named = tools.filter((tool) => isNamed(tool, wanted));
    return settle(named, request.slice(whole.length));
  }
  // A name of several words cannot stand in a sentence by chance; a plain word such as "echo" can.
  const mentioned = tools.filter((tool) => /[_-]/.test(shortName(tool)) && mention(said, tool));
  if (mentioned.length === 0) return null;
  const [first] = mentioned;
  const found = first && mention(said, first);
  return settle(mentioned, found ? request.replace(`"${found}"`, found).replace(found, " ") : request);
}

function isNamed(tool: OfferedTool, wanted: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return [tool.name, shortName(tool)].some((name) => plain(name) === plain(wanted));
}

/** The tool's name as it stands in the request, if it does. */
function mention(request: string, tool: OfferedTool): string | null {
  return (
    [tool.name, shortName(tool)]
      .map((name) =>
        request.split(/[\s"'`(),;:!?]+|\.(?:\s|$)/).find((word) => word.toLowerCase() === name.toLowerCase()),
      )
      .find((word) => word !== undefined) ?? null
  );
}

function byWords<Tool extends OfferedTool>(request: string, tools: readonly Tool[]): Choice<Tool> {
  const said = new Set(comparableWords(withoutQuotations(request)));
  const scored = tools.map((tool) => ({ tool, score: score(tool, said) })).filter(({ score }) => score >= THRESHOLD);
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return settle(
    scored.filter(({ score }) => score === best).map(({ tool }) => tool),
    request,
  );
}

function score(tool: OfferedTool, said: ReadonlySet<string>): number {
  const words = [...new Set(comparableWords(shortName(tool)))];
  const weight = (word: string) => (isVerb(word) ? 1 : 2);
  const sum = (list: string[]) => list.reduce((total, word) => total + weight(word), 0);
  const matched = words.filter((word) => said.has(word));
  if (words.length === 0 || matched.length === 0) return 0;
  const connector = comparableWords(tool.name.slice(0, tool.name.indexOf("__")));
  // Among tools that fit equally well, the longer match and the connector's own name decide.
  const bonus = matched.length / 1_000 + (connector.some((word) => said.has(word)) ? 1 / 100 : 0);
  return sum(matched) / sum(words) + bonus;
}

function settle<Tool extends OfferedTool>(found: Tool[], rest: string): Choice<Tool> {
  const [tool] = found;
  if (!tool) return { kind: "none" };
  return found.length === 1 ? { kind: "one", tool, rest } : { kind: "several", tools: found };
}
