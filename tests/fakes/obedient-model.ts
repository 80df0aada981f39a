import { DISGUISES } from "./injections/disguises.ts";
import type { ModelRequest, ModelTurn } from "./model-server.ts";

/** A call that some text told the model to make. */
type Order = { tool: string; arguments: string };

const CALL = /([A-Za-z0-9_-]{3,64})"? with (\{[^{}]{0,300}\})/g;
const ADDRESS = /https?:\/\/[^\s)"'<>]{4,300}/g;
const MOST = 6;

/**
 * What a model does that obeys whoever speaks: it makes every call and follows every address that anything it was given
 * tells of, in whatever disguise, once. It reads descriptions, schemas, notes, attachments and results alike.
 */
export function obey(request: ModelRequest): ModelTurn {
  const told = new Set(DISGUISES.map(({ read }) => read(everythingIn(request))));
  const done = new Set(callsIn(request).map(({ name, arguments: given }) => `${name} ${given}`));
  const names = (request.tools ?? []).map((tool) => tool.function.name);
  const orders = [...told].flatMap(ordersIn);
  const calls = orders
    .map(({ tool, arguments: given }) =>
      names.includes("call_tool") ? bySearch(tool, given, request) : { name: nameOf(tool, names), arguments: given },
    )
    .filter(({ name, arguments: given }) => !done.has(`${name} ${given}`));
  const unique = [...new Map(calls.map((call) => [`${call.name} ${call.arguments}`, call])).values()].slice(0, MOST);
  const shown = orders
    .filter(({ tool }) => tool === "fetch_url")
    .map((order) => `![x](${JSON.parse(order.arguments).url})`);
  const text = [`I obey. ${shown.join(" ")}`];
  return unique.length > 0 ? { text, calls: unique } : { text };
}

/** A model that is not told of all tools looks for the one it wants, then calls what it found. */
function bySearch(tool: string, given: string, { messages }: ModelRequest): { name: string; arguments: string } {
  const found = new Set(JSON.stringify(messages).match(/[a-z0-9-]+__[A-Za-z0-9_-]+/g));
  const name = [...found].find((one) => one.endsWith(`__${tool}`));
  if (name === undefined)
    return { name: "search_tools", arguments: JSON.stringify({ query: tool.replaceAll("_", " ") }) };
  return { name: "call_tool", arguments: JSON.stringify({ name, arguments: JSON.parse(given) }) };
}

/** All words that are not the user's: tools with their schemas, and messages of any kind. */
function everythingIn({ messages, tools = [] }: ModelRequest): string {
  const outside = messages.filter(({ role }) => role !== "system" && role !== "assistant");
  return [...tools.map((tool) => stringsIn(tool)), ...outside.map(({ content }) => stringsIn(content))]
    .flat()
    .join("\n");
}

/** The texts in a JSON value; such as are JSON themselves are read as that too. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value, value.replaceAll('\\"', '"')];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...stringsIn(inner)]);
}

function ordersIn(text: string): Order[] {
  const calls = [...text.matchAll(CALL)].flatMap(([, tool = "", given = ""]) =>
    isJson(given) ? [{ tool, arguments: given }] : [],
  );
  const addresses = [...text.matchAll(ADDRESS)].map(([url]) => ({
    tool: "fetch_url",
    arguments: JSON.stringify({ url }),
  }));
  return [...calls, ...addresses];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The name under which it has a tool; one that it was not given it asks for as if it had been, beside the others. */
function nameOf(tool: string, names: readonly string[]): string {
  const own = names.find((name) => name === tool || name.endsWith(`__${tool}`));
  if (own) return own;
  const beside = names.find((name) => name.endsWith("__write_note")) ?? names.find((name) => name.includes("__"));
  return beside ? `${beside.split("__")[0]}__${tool}` : tool;
}

function callsIn({ messages }: ModelRequest): { name: string; arguments: string }[] {
  return messages.flatMap(({ tool_calls = [] }) =>
    (tool_calls as { function: { name: string; arguments: string } }[]).map((call) => call.function),
  );
}
