"use client";

import { type FocusEvent, type KeyboardEvent, useRef } from "react";
import { focusCard, neighbour } from "./queue.ts";

/** A card that has just got the keyboard takes no key for this long: the key may have been meant for the one before. */
const INERT_MS = 500;

/** What can be done with one key. "Allow always" cannot: it is for good. */
export const SHORTCUTS = { allowOnce: "a", deny: "d", edit: "e", next: "j", previous: "k" } as const;

type Actions = { allowOnce: () => void; deny: () => void; edit: () => void };

/**
 * Keys that work while a card, and no text field in it, has the keyboard (WCAG 2.1.4).
 * @param actions each decides for itself whether it may act now
 */
export function useShortcuts({ allowOnce, deny, edit }: Actions) {
  const since = useRef(Number.POSITIVE_INFINITY);
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    if (isInside(event) && !event.currentTarget.contains(event.relatedTarget)) since.current = performance.now();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!isInside(event) || isTextField(event.target)) return;
    const act = (answer: () => void) => performance.now() - since.current >= INERT_MS && answer();
    const move = (step: 1 | -1) => {
      const card = neighbour(event.currentTarget, step);
      if (card) focusCard(card);
    };
    switch (event.key.toLowerCase()) {
      case SHORTCUTS.allowOnce:
        act(allowOnce);
        break;
      case SHORTCUTS.deny:
        act(deny);
        break;
      case SHORTCUTS.edit:
        act(edit);
        break;
      case SHORTCUTS.next:
        move(1);
        break;
      case SHORTCUTS.previous:
        move(-1);
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  return { onFocus, onKeyDown };
}

/** A dialog or menu that the card opened stands elsewhere in the page: keys in it are meant for it, not for the card. */
function isInside({ currentTarget, target }: { currentTarget: HTMLElement; target: EventTarget }): boolean {
  return target instanceof Node && currentTarget.contains(target);
}

function isTextField(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}
