"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * For what goes away once it has been used: whoever had the keyboard in it goes on at the first button of what stays
 * around it, instead of at the top of the page.
 * @param heir where they go on instead, if it finds anything
 */
export function useFocusHandover<E extends HTMLElement>(
  heir?: (leaving: E) => HTMLElement | null,
): RefObject<E | null> {
  const element = useRef<E>(null);
  const find = useRef(heir);
  find.current = heir;
  useLayoutEffect(() => {
    return () => {
      const node = element.current;
      if (!node?.contains(document.activeElement)) return;
      const next = find.current?.(node);
      const around = ancestors(node);
      // What takes its place is there as soon as this change of the page is complete.
      queueMicrotask(() => {
        if (next?.isConnected) return next.focus();
        const stays = around.find(({ isConnected }) => isConnected);
        stays?.querySelector<HTMLElement>("button:not(:disabled)")?.focus();
      });
    };
  }, []);
  return element;
}

function ancestors(node: HTMLElement): HTMLElement[] {
  const { parentElement } = node;
  return parentElement ? [parentElement, ...ancestors(parentElement)] : [];
}
