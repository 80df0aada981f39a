import type { ModelMessage, ToolModelMessage, UserModelMessage } from "ai";
import { ANSWER_TOKENS_RESERVED } from "#lib/models/constants.ts";
import { BYTES_PER_TOKEN, IMAGE_TOKENS, KEPT_CHARS, RECENT_CAPS, RECENT_CAPS_LAST } from "../constants.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { GO_ON } from "./messages.ts";
import type { ToolOutput } from "./tool-output.ts";

/** What was taken out of a request so that it fits. */
export type Shortened = {
  /** Tool results of which head and tail are left. */
  results: number;
  /** Messages whose attachments were shortened. */
  attachments: number;
  /** Oldest messages of the person left out, each with its answer. */
  turns: number;
  /** Earlier steps of the answer under way left out. */
  steps: number;
};

/** A message, how much of it was cut, and its size; `turn` counts the person's messages, `step` the model's in one. */
type Entry = {
  readonly whole: ModelMessage;
  message: ModelMessage;
  cuts: number;
  tokens: number;
  readonly turn: number;
  readonly step: number;
};
type Reduction = (draft: Draft) => void;

/**
 * Keeps a request within `budget` tokens. In this order, only as far as needed: older tool results are shortened, then
 * older attachments; what came last is cut to a readable size; the oldest turns go, then earlier steps of this turn; at
 * last what came last is cut further. The person's last message, and the calls of the last step with their results,
 * always stay, and no call is ever parted from its result. The reductions are a fixed list, of which a smaller budget
 * takes more: the same request always becomes the same, a smaller budget never a larger one.
 * @param fixed stands before all and is not touched
 */
export function fitContext(
  fixed: readonly ModelMessage[],
  conversation: readonly ModelMessage[],
  budget: number,
): { messages: ModelMessage[]; shortened: Shortened } {
  const draft = new Draft(conversation);
  const room = budget - fixed.reduce((sum, message) => sum + messageTokens(message), 0);
  for (const reduce of draft.reductions()) {
    if (draft.tokens <= room) break;
    reduce(draft);
  }
  return { messages: [...fixed, ...draft.messages()], shortened: draft.shortened() };
}

/** Tokens of a window that are left for the messages, beside instructions, tools and the answer. */
export function requestRoom(
  windowTokens: number,
  { instructions = INSTRUCTIONS, tools }: { instructions?: string; tools: readonly unknown[] },
): number {
  const answer = Math.min(ANSWER_TOKENS_RESERVED, windowTokens / 4);
  const told = tools.length === 0 ? 0 : textTokens(JSON.stringify(tools));
  return Math.floor(windowTokens - answer - textTokens(instructions) - told);
}

/** About how many tokens a message is; rather too many than too few. */
export function messageTokens({ content }: ModelMessage): number {
  if (typeof content === "string") return textTokens(content);
  return content.reduce((sum, part) => {
    if (part.type === "file") return sum + IMAGE_TOKENS;
    if (part.type !== "tool-result" || part.output.type !== "content") return sum + textTokens(JSON.stringify(part));
    const files = part.output.value.filter(({ type }) => type === "file").length;
    const texts = part.output.value.filter(({ type }) => type === "text");
    return sum + files * IMAGE_TOKENS + textTokens(JSON.stringify({ ...part, output: texts }));
  }, 0);
}

/** The same of any text: by its bytes, since what is not Latin takes more tokens for a character. */
function textTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN) + 4;
}

class Draft {
  private readonly entries: Entry[];
  private readonly lastTurn: number;
  private readonly lastStep: number;
  private readonly leftTurns = new Set<number>();
  private readonly leftSteps = new Set<number>();
  tokens = 0;

  constructor(conversation: readonly ModelMessage[]) {
    let [turn, step] = [0, 0];
    let isAnswered = true;
    this.entries = conversation.map((message) => {
      // Attachments stand before the message they belong to.
      if (message.role === "user" && isAnswered && message.content !== GO_ON) [turn, step] = [turn + 1, 0];
      isAnswered = message.role !== "user";
      if (message.role === "assistant") step++;
      const tokens = messageTokens(message);
      this.tokens += tokens;
      return { whole: message, message, cuts: 0, tokens, turn, step };
    });
    [this.lastTurn, this.lastStep] = [turn, step];
  }

  /** All that can be done, in its order. */
  reductions(): Reduction[] {
    const isLast = ({ turn, step }: Entry) => turn === this.lastTurn && step === this.lastStep;
    const older = this.entries.filter((entry) => !isLast(entry) && !(entry.turn === this.lastTurn && entry.step === 0));
    const recent = this.entries.filter((entry) => !older.includes(entry));
    const numbers = (count: number) => Array.from({ length: Math.max(0, count) }, (_, i) => i + 1);
    const cut = (entries: Entry[], role: string, chars: number): Reduction[] =>
      entries.filter(({ message }) => message.role === role).map((entry) => () => this.cut(entry, chars));
    const cutRecent = (chars: number) => [...cut(recent, "tool", chars), ...cut(recent, "user", chars)];
    return [
      ...cut(older, "tool", KEPT_CHARS),
      ...cut(older, "user", KEPT_CHARS),
      ...RECENT_CAPS.flatMap(cutRecent),
      ...numbers(this.lastTurn - 1).map((turn) => () => this.leaveTurn(turn)),
      ...numbers(this.lastStep - 1).map((step) => () => this.leaveStep(step)),
      ...RECENT_CAPS_LAST.flatMap(cutRecent),
    ];
  }

  shortened(): Shortened {
    const cuts = (role: string) =>
      this.entries.reduce((sum, entry) => {
        const counts = entry.whole.role === role && !this.isLeft(entry);
        return counts ? sum + entry.cuts : sum;
      }, 0);
    return {
      results: cuts("tool"),
      attachments: cuts("user"),
      turns: this.leftTurns.size,
      steps: this.leftSteps.size,
    };
  }

  messages(): ModelMessage[] {
    const kept = this.entries.filter((entry) => !this.isLeft(entry));
    const at = kept.findIndex(({ turn, step }) => turn === this.lastTurn && step > this.leftSteps.size);
    const messages = kept.map(({ message }) => message);
    if (this.leftSteps.size > 0) messages.splice(at, 0, notice(`${this.leftSteps.size} earlier steps of your answer`));
    if (this.leftTurns.size > 0) messages.unshift(notice(`The ${this.leftTurns.size} oldest turns`));
    return messages;
  }

  private isLeft({ turn, step }: Entry): boolean {
    return this.leftTurns.has(turn) || (turn === this.lastTurn && this.leftSteps.has(step));
  }

  private leaveTurn(turn: number): void {
    this.leave(this.leftTurns, turn, "The 999 oldest turns");
  }

  private leaveStep(step: number): void {
    this.leave(this.leftSteps, step, "999 earlier steps of your answer");
  }

  /** What is left out counts no more, and its notice counts once. */
  private leave(left: Set<number>, number: number, words: string): void {
    if (left.size === 0) this.tokens += messageTokens(notice(words));
    const before = this.keptTokens();
    left.add(number);
    this.tokens += this.keptTokens() - before;
  }

  private keptTokens(): number {
    return this.entries.reduce((sum, entry) => sum + (this.isLeft(entry) ? 0 : entry.tokens), 0);
  }

  /** Always from the whole, so that cutting again says truly how much is missing. */
  private cut(entry: Entry, chars: number): void {
    const shorter = entry.whole.role === "tool" ? cutTool(entry.whole, chars) : cutAttached(entry.whole, chars);
    if (!shorter) return;
    const tokens = messageTokens(shorter.message);
    this.tokens += tokens - entry.tokens;
    Object.assign(entry, shorter, { tokens });
  }
}

type Cut = Pick<Entry, "message" | "cuts">;

function cutTool(message: ToolModelMessage, chars: number): Cut {
  let cuts = 0;
  const content = message.content.map((part) => {
    const output = part.type === "tool-result" ? cutOutput(part.output as ToolOutput, chars) : null;
    if (part.type !== "tool-result" || !output) return part;
    cuts++;
    return { ...part, output };
  });
  return { message: { ...message, content }, cuts };
}

/** Only what was attached has parts; what the person wrote is a text and stays. */
function cutAttached(message: ModelMessage, chars: number): Cut | null {
  if (message.role !== "user" || typeof message.content === "string") return null;
  const text = cutParts(message.content, chars);
  return text === null ? null : { message: { role: "user", content: [{ type: "text", text }] }, cuts: 1 };
}

function cutOutput(output: ToolOutput, chars: number): ToolOutput | null {
  if (output.type === "content") {
    const value = cutParts(output.value, chars);
    return value === null ? null : { type: "text", value };
  }
  const value = cutText(output.value, chars);
  return value === null ? null : { ...output, value };
}

type Part = Exclude<UserModelMessage["content"], string>[number];

/** Texts and pictures as one shorter text, which says what is missing; null when that would save nothing. */
function cutParts(parts: readonly (Part | { type: string; text?: string })[], chars: number): string | null {
  const texts = parts.flatMap((part) => (part.type === "text" && "text" in part ? [part.text ?? ""] : []));
  const pictures = parts.length - texts.length;
  const whole = texts.join("\n");
  const cut = cutText(whole, chars);
  if (pictures === 0) return cut;
  return `${cut ?? whole}\n[${pictures} pictures were left out to stay within your context window.]`;
}

/** Head and tail of a text, and between them how much is missing; null when that would save nothing. */
function cutText(text: string, chars: number): string | null {
  const missing = text.length - chars;
  if (missing <= NOTICE_CHARS) return null;
  const tail = Math.floor(chars / 3);
  const head = text.slice(0, chars - tail).toWellFormed();
  return `${head}\n[${missing} of ${text.length} characters were left out here to stay within your context window.]\n${text.slice(-tail).toWellFormed()}`;
}

/** More than the notice of what is missing takes. */
const NOTICE_CHARS = 120;

function notice(what: string): ModelMessage {
  return { role: "user", content: `[${what} of this conversation were left out to stay within your context window.]` };
}
