import type { McpToolResult } from "#lib/mcp/types.ts";
import { researchInWords } from "#lib/research/words.ts";
import { labelOf } from "#lib/tool-calls/labels.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { EXPORTED_CHARS } from "./constants.ts";
import { visibleText } from "./model/visible-text.ts";
import type { AssistantMessage, Block, Message, UserMessage } from "./types.ts";

/** The words of an exported file, in its reader's language: namespace `export`. */
export type ExportWords = (
  key:
    | "you"
    | "answer"
    | "ranTool"
    | "attached"
    | "tool"
    | "refused"
    | "arguments"
    | "result"
    | "noResult"
    | "cut"
    | "picture"
    | "unfinished",
  values?: Record<string, string | number>,
) => string;
export type StateWords = (key: ReturnType<typeof labelOf>) => string;

/**
 * A conversation as a Markdown file: the path shown, with each call, what it was given and what came back. Nothing in it
 * is markup of its own accord: what tools gave stands in fences that it cannot close, HTML is text, and pictures are
 * links, so that opening the file asks nobody for anything.
 */
export function exportMarkdown(
  title: string,
  messages: readonly Message[],
  words: ExportWords,
  states: StateWords,
): string {
  const writer = new Writer(words, states);
  const parts = messages.flatMap((message) =>
    message.role === "user" ? writer.said(message) : writer.answered(message),
  );
  return `${[`# ${oneLine(title)}`, ...parts].join("\n\n")}\n`;
}

class Writer {
  private readonly words: ExportWords;
  private readonly states: StateWords;

  constructor(words: ExportWords, states: StateWords) {
    this.words = words;
    this.states = states;
  }

  said({ content }: UserMessage): string[] {
    const heading = `## ${this.words("you")}`;
    if (content.type === "tool") return [heading, this.words("ranTool", { tool: oneLine(content.toolName) })];
    const attached = (content.attachments ?? []).map(({ name, connector }) =>
      this.words("attached", { name: oneLine(name), connector: oneLine(connector.name) }),
    );
    return [heading, harmless(content.text), ...(attached.length > 0 ? [`- ${attached.join("\n- ")}`] : [])];
  }

  answered({ blocks, ending }: AssistantMessage): string[] {
    const parts = blocks.flatMap((block) => this.block(block));
    if (ending) parts.push(`*${this.words("unfinished")}*`);
    return parts.length > 0 ? [`## ${this.words("answer")}`, ...parts] : [];
  }

  private block(block: Block): string[] {
    switch (block.type) {
      case "text":
        return [harmless(block.text)];
      case "tool_call":
        return block.call ? this.call(block.call) : [];
      case "refused_call":
        return [this.words("refused", { tool: oneLine(block.modelName) })];
      case "research":
        return [harmless(researchInWords(block.research))];
      default:
        return [];
    }
  }

  private call(call: ToolCallView): string[] {
    const { tool, connector, result } = call;
    const named = { tool: oneLine(tool.title || tool.name), connector: oneLine(connector.name) };
    return [
      `### ${this.words("tool", { ...named, state: this.states(labelOf(call)) })}`,
      this.words("arguments"),
      fenced(this.cut(JSON.stringify(call.arguments, null, 2)), "json"),
      ...(result
        ? [this.words("result"), fenced(this.cut(this.resultText(result)), "text")]
        : [this.words("noResult")]),
    ];
  }

  private resultText({ content, structuredContent }: McpToolResult): string {
    const texts = content.map((block): string => {
      if (block.type === "text") return String(block.text);
      if (block.type === "image" || block.type === "audio")
        return this.words("picture", { type: String(block.mimeType) });
      const body = block.type === "resource" && (block.resource as { text?: unknown }).text;
      return typeof body === "string" ? body : JSON.stringify(block, withoutBytes, 2);
    });
    if (structuredContent !== undefined && texts.length === 0) texts.push(JSON.stringify(structuredContent, null, 2));
    return texts.join("\n\n");
  }

  private cut(text: string): string {
    if (text.length <= EXPORTED_CHARS) return text;
    const missing = text.length - EXPORTED_CHARS;
    return `${text.slice(0, EXPORTED_CHARS).toWellFormed()}\n${this.words("cut", { missing, total: text.length })}`;
  }
}

function withoutBytes(key: string, value: unknown): unknown {
  return key === "blob" || key === "data" ? "…" : value;
}

/** A text between marks that are longer than any it has, so that it cannot end where it stands. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${visibleText(text).replaceAll(/\r\n?/g, "\n")}\n${fence}`;
}

/** What begins a tag or a picture. A backslash before it could belong to an address that stands before it. */
const ENTITIES: Record<string, string> = { "<": "&lt;", "!": "&#33;" };

/** Somebody's words as one line without any markup. */
function oneLine(text: string): string {
  return visibleText(text)
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/[\\`*_{}[\]<>()#+!|~&$-]/g, (mark) => ENTITIES[mark] ?? `\\${mark}`);
}

/** Fenced code that surely is: at the very beginning of its line, so that no list or quotation ends it early. */
const OPENING = /^(`{3,})[^`]*$|^(~{3,})/;

/** Markdown in which HTML is text and pictures are links; a code that was left open is closed. */
function harmless(markdown: string): string {
  let fence: string | null = null;
  const lines = markdown.split(/\r\n?|\n/).map((line) => {
    if (fence !== null) {
      const isEnd = new RegExp(`^ {0,3}${fence}${fence[0]}*[ \\t]*$`).test(line);
      if (isEnd) fence = null;
      return line;
    }
    const opening = OPENING.exec(line);
    fence = opening?.[1] ?? opening?.[2] ?? null;
    return fence === null ? harmlessLine(line) : line;
  });
  return [...lines, ...(fence === null ? [] : [fence])].join("\n");
}

/** Escapes what begins a tag or a picture, where it is not within code of the same line. */
function harmlessLine(line: string): string {
  let out = "";
  for (let at = 0; at < line.length; ) {
    const code = line[at] === "`" ? codeSpan(line, at) : null;
    const isEscape = line[at] === "\\" && /[\\`<!]/.test(line[at + 1] ?? "");
    const piece = code ?? line.slice(at, at + (isEscape ? 2 : 1));
    const mayBegin = /[A-Za-z/!?[]/.test(line[at + 1] ?? "");
    out += (mayBegin && ENTITIES[piece]) || piece;
    at += piece.length;
  }
  return out;
}

function codeSpan(line: string, at: number): string {
  const run = /^`+/.exec(line.slice(at))?.[0] ?? "`";
  const end = [...line.slice(at + run.length).matchAll(/`+/g)].find(([close]) => close.length === run.length);
  return end ? line.slice(at, at + run.length + end.index + run.length) : run;
}
