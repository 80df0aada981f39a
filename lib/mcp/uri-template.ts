import { MAX_PROMPT_ARGUMENTS } from "./constants.ts";

/** One expression: an operator of levels 1 to 3 and what it names; `{` and `}` stand nowhere else in a template. */
const EXPRESSION = /\{([+#./;?&]?)([^{}]*)\}/g;
/** A name with its modifier: `:n` cuts the value, `*` changes nothing for a single text. */
const VARIABLE = /^((?:[A-Za-z0-9_.]|%[0-9A-Fa-f]{2})+)(?::(\d{1,4})|\*)?$/;

type Operator = { first: string; between: string; isNamed: boolean; keepsReserved: boolean; emptyMark: string };
const PLAIN: Operator = { first: "", between: ",", isNamed: false, keepsReserved: false, emptyMark: "" };
const OPERATORS: Record<string, Operator> = {
  "": PLAIN,
  "+": { ...PLAIN, keepsReserved: true },
  "#": { ...PLAIN, first: "#", keepsReserved: true },
  ".": { ...PLAIN, first: ".", between: "." },
  "/": { ...PLAIN, first: "/", between: "/" },
  ";": { ...PLAIN, first: ";", between: ";", isNamed: true },
  "?": { ...PLAIN, first: "?", between: "&", isNamed: true, emptyMark: "=" },
  "&": { ...PLAIN, first: "&", between: "&", isNamed: true, emptyMark: "=" },
};

/** The variables of a URI template (RFC 6570) in their order, each once; null when it is not one we can fill in. */
export function templateVariables(template: string): string[] | null {
  if (/[{}]/.test(template.replaceAll(EXPRESSION, ""))) return null;
  const names = new Set<string>();
  for (const [, , list = ""] of template.matchAll(EXPRESSION)) {
    for (const each of list.split(",")) {
      const name = VARIABLE.exec(each)?.[1];
      if (name === undefined) return null;
      names.add(name);
    }
  }
  return names.size > 0 && names.size <= MAX_PROMPT_ARGUMENTS ? [...names] : null;
}

/** The address that a template becomes with these values (RFC 6570, single texts only); what has no value is left out. */
export function expandTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(EXPRESSION, (_, symbol: string, list: string) => {
    const operator = OPERATORS[symbol] ?? PLAIN;
    const parts = list.split(",").flatMap((each) => {
      const [, name = "", limit] = VARIABLE.exec(each) ?? [];
      if (!Object.hasOwn(values, name)) return [];
      const chars = [...(values[name] ?? "")];
      return [part(operator, name, chars.slice(0, limit === undefined ? chars.length : Number(limit)).join(""))];
    });
    return parts.length > 0 ? operator.first + parts.join(operator.between) : "";
  });
}

function part({ isNamed, keepsReserved, emptyMark }: Operator, name: string, value: string): string {
  const text = encode(value.toWellFormed(), keepsReserved);
  if (!isNamed) return text;
  return text === "" ? name + emptyMark : `${name}=${text}`;
}

/** Percent-encodes what is not unreserved, or neither unreserved nor reserved (RFC 3986 §2). */
function encode(text: string, keepsReserved: boolean): string {
  if (keepsReserved) return encodeURI(text).replaceAll("%5B", "[").replaceAll("%5D", "]");
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
