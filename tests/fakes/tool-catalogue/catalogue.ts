import type { McpTool } from "#lib/mcp/types.ts";
import { ACTS } from "./acts.ts";
import { BUSINESS } from "./business.ts";
import { COMMUNICATION } from "./communication.ts";
import { ENGINEERING } from "./engineering.ts";
import { WORK } from "./work.ts";

/** A product whose server we make up: the things it has, one a line: `thing; where it is; its fields; what one can do`. */
export type Product = {
  name: string;
  slug: string;
  /** How its server writes names. */
  style: "snake" | "camel" | "kebab";
  /** Its own words for actions, where they are others than usual. */
  verbs?: Record<string, string>;
  things: string[];
};

export type CatalogueConnector = { name: string; slug: string; tools: McpTool[] };

const TOOLS_PER_PRODUCT = 40;

/** What every product has besides, so that much looks alike. */
const EVERYWHERE = [
  "current user; account; ; get",
  "webhook; account; url, events, secret; list create delete",
  "user; account; name, email, role; list get invite",
  "audit log; account; since, until; export",
  "usage; account; since, until; get",
  "integration; account; name; list enable",
];

/** Fifty products with forty tools each: 2,000 tools, many of them near-duplicates of one another. */
export function toolCatalogue(): CatalogueConnector[] {
  return [...COMMUNICATION, ...WORK, ...ENGINEERING, ...BUSINESS].map((product) => {
    const tools = [...product.things, ...EVERYWHERE].flatMap((thing) => toolsOf(product, thing));
    const unique = [...new Map(tools.map((tool) => [tool.name, tool])).values()];
    return { name: product.name, slug: product.slug, tools: unique.slice(0, TOOLS_PER_PRODUCT) };
  });
}

function toolsOf(product: Product, line: string): McpTool[] {
  const [thing = "", where = "", fields = "", acts = ""] = line.split(";").map((part) => part.trim());
  return acts.split(/\s+/).map((word) => {
    const act = ACTS[word];
    if (!act) throw new Error(`${product.name}: nobody knows how to ${word}`);
    const verb = product.verbs?.[word] ?? act.verb;
    const noun = act.many ? plural(thing) : thing;
    const own = fields.split(/,\s*/).filter(Boolean);
    const names = [...(act.takes === "id" ? [`${thing} id`] : []), ...(act.takes === "fields" ? own : []), ...act.with];
    const parameters = act.takes === "id" && act.writes ? [...names, ...own.slice(0, act.more ?? 0)] : names;
    const about = act.says.replaceAll("{thing}", `${article(thing)} ${thing}`).replaceAll("{things}", plural(thing));
    return {
      name: styled(`${verb} ${noun}${act.after ? ` ${act.after}` : ""}`, product.style),
      title: sentence(`${verb} ${noun}${act.after ? ` ${act.after}` : ""}`),
      description: `${sentence(about.replaceAll("{where}", where))} in ${product.name}.`,
      inputSchema: {
        type: "object",
        properties: Object.fromEntries(parameters.map((name) => [styled(name, "snake"), { type: "string" }])),
        ...(act.takes === "id" && { required: [styled(`${thing} id`, "snake")] }),
      },
      annotations: { readOnlyHint: !act.writes },
    };
  });
}

function styled(words: string, style: Product["style"]): string {
  const parts = words.toLowerCase().split(" ");
  if (style === "camel") return parts.map((part, i) => (i === 0 ? part : sentence(part))).join("");
  return parts.join(style === "kebab" ? "-" : "_");
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function article(noun: string): string {
  return /^[aeio]/.test(noun) ? "an" : "a";
}

function plural(noun: string): string {
  if (/(s|x|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
