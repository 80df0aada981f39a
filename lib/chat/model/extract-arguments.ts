import { comparableWords, isFiller } from "./words.ts";

type Property = { type?: unknown; enum?: unknown };
type Arguments = Record<string, unknown>;

/** What could be read out of a request, and which required arguments could not. */
export type Extracted = { arguments: Arguments; missing: { name: string; type: string }[] };

/**
 * Fills a tool's arguments from plain words, by form alone: JSON as it stands; else `key=value` and `key: value`,
 * "titled X", quoted texts and numbers in the order of the schema (required ones first), words that a list of allowed
 * values knows; and one required text that is still missing gets what is left of the request.
 * @param toolWords the tool's name, whose words are no argument
 */
export function extractArguments(request: string, inputSchema: unknown, toolWords: string): Extracted {
  const { properties, required } = shapeOf(inputSchema);
  const whole = jsonIn(request);
  const found = whole ?? new Reader(request, properties, required, toolWords).read();
  const missing = required.filter((name) => found[name] === undefined);
  return {
    arguments: found,
    missing: missing.map((name) => ({ name, type: typeOf(properties.get(name)) })),
  };
}

function shapeOf(inputSchema: unknown): { properties: Map<string, Property>; required: string[] } {
  const schema = (inputSchema ?? {}) as { properties?: Record<string, Property>; required?: unknown };
  const required = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === "string") : [];
  // Names become patterns below: only plain ones of sane length do.
  const plain = Object.entries(schema.properties ?? {}).filter(([name]) => /^[\w .-]{1,64}$/.test(name));
  return { properties: new Map(plain), required };
}

function typeOf(property: Property | undefined): string {
  const type = Array.isArray(property?.type) ? property.type.find((one) => one !== "null") : property?.type;
  return typeof type === "string" ? type : "string";
}

function jsonIn(request: string): Arguments | null {
  const [from, to] = [request.indexOf("{"), request.lastIndexOf("}")];
  if (from < 0 || to < from) return null;
  return parsed(request.slice(from, to + 1), (value): value is Arguments => typeof value === "object" && !!value);
}

function parsed<T>(text: string, is: (value: unknown) => value is T): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return is(value) ? value : null;
  } catch {
    return null;
  }
}

const QUOTED = /"([^"]*)"|“([^”]*)”/;
const NUMBER = /(?<![\p{L}\p{N}_.-])-?\d+(?:\.\d+)?(?![\p{L}\p{N}_])/u;

/** Reads arguments out of a text, taking out what it has read. */
class Reader {
  private rest: string;
  private readonly found: Arguments = {};
  private readonly properties: Map<string, Property>;
  private readonly required: string[];
  private readonly toolWords: string;

  constructor(request: string, properties: Map<string, Property>, required: string[], toolWords: string) {
    this.rest = request;
    this.properties = properties;
    this.required = required;
    this.toolWords = toolWords;
  }

  read(): Arguments {
    for (const name of this.properties.keys()) this.readPair(name);
    for (const name of this.open(["string"])) this.readTitled(name);
    for (const name of this.open(["string"])) this.readAllowed(name);
    for (const name of this.open(["string"])) this.take(QUOTED, (text) => this.set(name, text));
    for (const name of this.open(["number", "integer"])) this.take(NUMBER, (text) => this.set(name, text));
    const [only, another] = this.open(["string"]).filter((name) => this.required.includes(name));
    if (only && !another) this.readRest(only);
    return this.found;
  }

  /** Properties of these types without a value yet, required ones first. */
  private open(types: string[]): string[] {
    const names = [...this.properties.keys()].filter(
      (name) => !(name in this.found) && types.includes(typeOf(this.properties.get(name))),
    );
    return names.sort((a, b) => Number(this.required.includes(b)) - Number(this.required.includes(a)));
  }

  private take(pattern: RegExp, use: (text: string) => void): void {
    const match = pattern.exec(this.rest);
    const text = match?.slice(1).find((group) => group !== undefined) ?? match?.[0];
    if (!match || text === undefined) return;
    this.rest = `${this.rest.slice(0, match.index)} ${this.rest.slice(match.index + match[0].length)}`;
    use(text);
  }

  /** `key=value`, `key: value`; a value ends at a comma, at the end of the line or at the next key. */
  private readPair(name: string): void {
    const asPattern = (text: string) => text.replace(/[^a-z0-9]+/gi, "[\\s_-]?");
    const key = asPattern(name);
    const keys = [...this.properties.keys()].map(asPattern).join("|");
    const value = `(?:"([^"]*)"|“([^”]*)”|(\\[[^\\]]*\\])|(.+?)(?=,|;|\\n|\\s+(?:and\\s+)?(?:${keys})\\s*[=:]|$))`;
    this.take(new RegExp(`(?<![\\p{L}\\p{N}_])${key}\\s*[=:]\\s*${value}`, "iu"), (text) =>
      this.set(name, text.trim()),
    );
  }

  /** "a note titled Milk", "called Milk": for a title or a name. */
  private readTitled(name: string): void {
    if (!/title|name|subject/i.test(name)) return;
    this.take(
      /\b(?:titled|called|named|entitled)\s+(?:"([^"]*)"|“([^”]*)”|(.+?)(?=\s+(?:with|saying)\b|[,;\n]|$))/i,
      (text) => this.set(name, text.trim().replace(/[.!?]$/, "")),
    );
  }

  private readAllowed(name: string): void {
    const allowed = this.properties.get(name)?.enum;
    if (!Array.isArray(allowed)) return;
    for (const value of allowed) {
      if (typeof value !== "string" || !/^[\w .-]{1,64}$/.test(value)) continue;
      this.take(new RegExp(`(?:\\b(?:in|as|with|to)\\s+)?\\b(${value.replaceAll(".", "\\.")})\\b`, "i"), () => {
        this.found[name] = value;
      });
      if (name in this.found) return;
    }
  }

  /** What is left when filler and the words that name the tool are taken off its ends. */
  private readRest(name: string): void {
    if (this.properties.get(name)?.enum) return;
    const naming = new Set(comparableWords(this.toolWords));
    const says = (word: string) => {
      const [comparable] = comparableWords(word);
      return !isFiller(word.replace(/\W/g, "")) && comparable !== undefined && !naming.has(comparable);
    };
    const words = this.rest.split(/\s+/).filter(Boolean);
    const from = words.findIndex(says);
    if (from >= 0)
      this.found[name] = words
        .slice(from)
        .join(" ")
        .replace(/^["'“]|["'”]$/g, "");
  }

  private set(name: string, text: string): void {
    const value = coerced(text, typeOf(this.properties.get(name)));
    if (value !== undefined) this.found[name] = value;
  }
}

function coerced(text: string, type: string): unknown {
  const bare = text.replace(/[.!?]$/, "");
  switch (type) {
    case "number":
      return bare !== "" && Number.isFinite(Number(bare)) ? Number(bare) : undefined;
    case "integer":
      return /^-?\d+$/.test(bare) ? Number(bare) : undefined;
    case "boolean":
      return { true: true, yes: true, on: true, false: false, no: false, off: false }[bare.toLowerCase()];
    case "array":
      return parsed(text, Array.isArray) ?? text.split(/\s*,\s*/);
    case "object":
      return parsed(text, (value): value is Arguments => typeof value === "object" && !!value) ?? undefined;
    default:
      return text;
  }
}
