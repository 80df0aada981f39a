import type { JsonObject } from "./types.ts";

const KEYWORD = "x-mcp-header";
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const TYPES = new Set(["string", "integer", "boolean"]);

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null;
}

/**
 * Whether a tool's `x-mcp-header` declarations keep the rules of 2026-07-28 (Streamable HTTP, "Custom headers"):
 * an RFC 9110 token, unique without regard to case, on a string, integer or boolean reached through `properties`
 * alone. A client must leave out a tool that breaks them. Walks only JSON already known to be shallow.
 */
export function hasValidHeaderDeclarations(inputSchema: JsonObject): boolean {
  const seen = new Set<string>();
  const isValidHere = (node: JsonObject): boolean => {
    const name = node[KEYWORD];
    if (typeof name !== "string" || !TOKEN.test(name)) return false;
    if (typeof node.type !== "string" || !TYPES.has(node.type) || seen.has(name.toLowerCase())) return false;
    seen.add(name.toLowerCase());
    return true;
  };
  const visit = (node: unknown, reachable: boolean, isRoot: boolean): boolean => {
    if (!isObject(node)) return true;
    if (!Array.isArray(node) && KEYWORD in node && (!reachable || isRoot || !isValidHere(node))) return false;
    return Object.entries(node).every(([key, child]) => {
      if (key === "properties" && isObject(child) && !Array.isArray(child))
        return Object.values(child).every((property) => visit(property, reachable, false));
      if (DATA_KEYWORDS.has(key)) return true;
      return visit(child, false, false);
    });
  };
  return visit(inputSchema, true, true);
}

/** Keywords that hold data, not schemas: what looks like a declaration in there is none. */
const DATA_KEYWORDS = new Set(["const", "enum", "default", "examples", KEYWORD]);
