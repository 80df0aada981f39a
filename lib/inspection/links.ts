import { MAX_ADDRESS_CHARS, MAX_LINKS } from "./constants.ts";
import { printable } from "./decode.ts";
import { excerptAt } from "./hidden-characters.ts";
import type { Noticed, Place } from "./types.ts";

/** How an address is written in a text: what loads it, what links to it, or only the address. */
type Link = { kind: "image" | "link" | "bare"; address: string; at: number };

const ADDRESS = `[^\\s<>"'\`)\\]]{1,${MAX_ADDRESS_CHARS}}`;
/** An address in a Markdown target may hold placeholders with spaces and brackets in them. */
const TARGET = `(?:<[^<>\\n]{1,${MAX_ADDRESS_CHARS}}>|[^()\\n]{1,${MAX_ADDRESS_CHARS}}(?:\\([^()\\n]{0,200}\\)[^()\\n]{0,200})?)`;
const FORMS: [Link["kind"], RegExp][] = [
  ["image", new RegExp(`!\\[[^[\\]\\n]{0,300}\\]\\(\\s{0,9}(${TARGET})\\)`, "g")],
  ["link", new RegExp(`\\]\\(\\s{0,9}(${TARGET})\\)`, "g")],
  [
    "image",
    /<(?:img|image|video|audio|source|iframe|embed|object|link|script)\b[^<>]{0,2000}?\b(?:src|srcset|href|data|poster)\s{0,9}=\s{0,9}["']?([^"'<>\n]{1,4096})/gi,
  ],
  ["link", /<a\b[^<>]{0,2000}?\bhref\s{0,9}=\s{0,9}["']?([^"'>]{1,4096})/gi],
  ["image", /\burl\(\s{0,9}["']?([^"')\s]{1,4096})/gi],
  ["bare", new RegExp(`\\bhttps?:\\/\\/${ADDRESS}`, "gi")],
];
const REFERENCE_USE = /!\[([^[\]\n]{0,300})\](?:\[([^[\]\n]{0,300})\])?(?!\()/g;
const REFERENCE = new RegExp(`^ {0,3}\\[([^[\\]\\n]{1,300})\\]:\\s{0,9}<?(${ADDRESS})`, "gm");

const SCRIPT = /^(?:javascript|vbscript|data:(?:text\/html|image\/svg|application\/xhtml|text\/xml))[:;,]/i;
/** What a page's own controls are made of; it does nothing anywhere else. */
const IDLE_SCRIPT = /^javascript:(?:;|void\(?0?\)?;?|#|\/\/|history\.(?:back|go)\(-?\d*\);?|window\.print\(\);?)?$/i;

/** Where something is to be filled in: {x}, {{x}}, ${x}, <x>, [x], %s, and words in capitals that name contents. */
const PLACEHOLDER = /\{[^{}]{1,80}\}|<[^<>\n]{2,80}>|\[[^[\]\n]{2,80}\]|%[sd]\b|\$\([^()]{1,80}\)|%7B|%5B|%3C/i;
const NAMES_CONTENT =
  /(?<![a-z])(?:conversation|history|summary|secrets?|tokens?|password|passwd|credentials?|chat|context|messages?|user_?data|content|answer|response|prompt|everything|private|leak|exfil|stolen|base64|encoded|insert|data|keys?|payload)(?![a-z])/i;
/** A label of a host, a value of a query, a fragment or a part of a path that is long enough to carry a sentence. */
const CARRIER = /[A-Za-z0-9_+-]{28,}={0,2}/g;

/** Addresses that would carry something out where a model or a browser followed them, and scripts posing as links. */
export function noticeLinks(text: string, place: Place): Noticed[] {
  const worst = new Map<string, Noticed>();
  for (const link of linksIn(text)) {
    const judged = judge(link, place);
    if (!judged || (worst.get(judged.code)?.severity ?? "low") === "high") continue;
    if (worst.has(judged.code) && judged.severity === "low") continue;
    worst.set(judged.code, { ...judged, excerpt: excerptAt(text, link.at) });
  }
  return [...worst.values()];
}

function judge({ kind, address, at: _ }: Link, place: Place): Omit<Noticed, "excerpt"> | null {
  const compact = address.replaceAll(/[\s\p{Cc}\p{Cf}]/gu, "");
  if (kind !== "bare" && SCRIPT.test(compact)) {
    const isIdle = place === "result" && (IDLE_SCRIPT.test(compact) || /^data:image\/svg/i.test(compact));
    return { code: "script_link", severity: isIdle ? "low" : "high" };
  }
  if (!/^(?:https?:)?\/\//i.test(compact)) return null;
  if (carriesText(compact)) return { code: "carries_data", severity: "high" };
  const hasPlaceholder = PLACEHOLDER.test(address);
  if (hasPlaceholder && kind === "image") return { code: "carries_data", severity: "high" };
  if (hasPlaceholder && NAMES_CONTENT.test(address))
    return { code: "carries_data", severity: kind === "link" || place === "definition" ? "high" : "low" };
  // In a definition nothing has to be shown; in a result pictures are part of many a page.
  return kind === "image" ? { code: "remote_image", severity: place === "definition" ? "high" : "low" } : null;
}

/** Whether a part of an address is a sentence in another form. */
function carriesText(address: string): boolean {
  for (const [run] of address.slice(0, MAX_ADDRESS_CHARS).matchAll(CARRIER)) {
    const decoded = printable(run);
    if (decoded !== null && decoded.trim().split(/\s+/).length >= 3 && !decoded.trimStart().startsWith("{"))
      return true;
  }
  return false;
}

function* linksIn(text: string): Generator<Link> {
  let count = 0;
  for (const [kind, form] of FORMS)
    for (const match of text.matchAll(form)) {
      yield { kind, address: (match[1] ?? match[0]).replace(/^<(.*)>$/s, "$1"), at: match.index };
      count += 1;
      if (count >= MAX_LINKS) return;
    }
  const shown = new Set<string>();
  for (const [, label = "", name] of text.matchAll(REFERENCE_USE)) {
    shown.add((name || label).trim().toLowerCase());
    if (shown.size >= MAX_LINKS) break;
  }
  if (shown.size === 0) return;
  for (const match of text.matchAll(REFERENCE)) {
    const [, name = "", address = ""] = match;
    if (shown.has(name.trim().toLowerCase())) yield { kind: "image", address, at: match.index };
    count += 1;
    if (count >= MAX_LINKS) return;
  }
}
