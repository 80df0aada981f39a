import type { Transcript } from "#lib/chat/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";

/** The calls that wait for the person's word, in the order they were asked for. */
export function waitingCalls({ messages }: Transcript): ToolCallView[] {
  return messages.flatMap((message) =>
    message.role === "assistant"
      ? message.blocks.flatMap((block) => (block.type === "tool_call" && block.call?.approval ? [block.call] : []))
      : [],
  );
}

const CARD = "[data-approval]";

/** What a card carries, so that the others find it. */
export function cardMark(toolCallId: string) {
  return { "data-approval": toolCallId };
}

/** The card of a call, where it is in the page. */
export function cardOf(toolCallId: string): HTMLElement | null {
  return [...document.querySelectorAll<HTMLElement>(CARD)].find((card) => card.dataset.approval === toolCallId) ?? null;
}

/** The card that has the keyboard. */
export function focusedCard(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>(CARD) ?? null;
}

/** The card after (1) or before (-1) another one, around the end; null: there is no other. */
export function neighbour(card: HTMLElement, step: 1 | -1): HTMLElement | null {
  const cards = [...document.querySelectorAll<HTMLElement>(CARD)];
  const next = cards[(cards.indexOf(card) + step + cards.length) % cards.length];
  return next === card ? null : (next ?? null);
}

/** Brings a card into sight and gives it the keyboard: the card itself, so that no key answers by accident. */
export function focusCard(card: HTMLElement): void {
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}
