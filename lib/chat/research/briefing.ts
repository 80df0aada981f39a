import { EXCERPT_CHARS, EXCERPTS_CHARS, GLIMPSE_CHARS } from "#lib/research/constants.ts";
import type { Finding, Plan, StoredResearch } from "#lib/research/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { outputOf } from "../model/messages.ts";
import { visibleText } from "../model/visible-text.ts";

/** A call as a model is shown it in an investigation. `n` is the number it is cited by. */
export type Excerpt = { n: number; call: ToolCallView; text: string; isCut: boolean };

/**
 * What the calls gave, as much of it as fits into one step: the latest in full first, a glimpse of those there is no
 * more room for. In order.
 * @param first calls that come before all others, whatever their age
 */
export function excerpts(calls: readonly ToolCallView[], first: ReadonlySet<string> = new Set()): Excerpt[] {
  let room = EXCERPTS_CHARS;
  const byWorth = [...calls.entries()].sort(
    ([i, a], [j, b]) => Number(first.has(b.id)) - Number(first.has(a.id)) || j - i,
  );
  const shown = byWorth.map(([i, call]): Excerpt => {
    const whole = textOf(call);
    const text = whole.slice(0, room < GLIMPSE_CHARS ? GLIMPSE_CHARS : Math.min(room, EXCERPT_CHARS)).toWellFormed();
    room = Math.max(0, room - text.length);
    return { n: i + 1, call, text, isCut: text.length < whole.length };
  });
  return shown.sort((a, b) => a.n - b.n);
}

/** What a call gave as a model may read it: the same text as in a conversation, without pictures. */
function textOf(call: ToolCallView): string {
  const output = outputOf(call, { seesImages: false, suspicious: "withhold" });
  if (output.type !== "content") return output.value;
  return output.value.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}

/** The calls between marks that no server can have known. */
export function callsInWords(shown: readonly Excerpt[]): string {
  if (shown.length === 0) return "No calls yet.";
  return shown
    .map(({ n, call, text, isCut }) => {
      const mark = call.id.slice(-12);
      const asked = visibleText(JSON.stringify(call.arguments)).slice(0, GLIMPSE_CHARS);
      const head = `<call ${n} ${mark} connector=${JSON.stringify(call.connector.name)} tool=${JSON.stringify(call.tool.name)} arguments=${asked} state=${call.state}>`;
      return `${head}\n${text}${isCut ? "\n[cut]" : ""}\n</call ${n} ${mark}>`;
    })
    .join("\n");
}

/** The notes, each with the numbers of the calls it rests on. */
export function notesInWords(findings: readonly Finding[], calls: readonly ToolCallView[]): string {
  if (findings.length === 0) return "No notes yet.";
  const numberOf = new Map(calls.map((call, i) => [call.id, i + 1]));
  return findings
    .map(({ text, sources, question }) => {
      const numbers = sources.flatMap((id) => numberOf.get(id) ?? []);
      return `- ${question ? `(${question}) ` : ""}${visibleText(text)} ${numbers.map((n) => `[${n}]`).join("")}`;
    })
    .join("\n");
}

/** The question and what of the plan is settled. */
export function planInWords({ questions }: Plan, { question, counters }: StoredResearch): string {
  const lines = questions.map(({ id, text }) => `${id}${counters.answered.includes(id) ? " (closed)" : ""}: ${text}`);
  return `The question: ${question}\n\nThe plan's questions:\n${lines.join("\n")}`;
}
