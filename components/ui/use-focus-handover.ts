"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * For what goes away once it has been used: whoever had the keyboard in it goes on at the first button of what stays
 * around it, instead of at the top of the page.
 */
export function useFocusHandover<E extends HTMLElement>(): RefObject<E | null> {
  const element = useRef<E>(null);
  useLayoutEffect(() => {
    return () => {
      const node = element.current;
      if (!node?.contains(document.activeElement)) return;
      const around = ancestors(node);
      // What takes its place is there as soon as this change of the page is complete.
      queueMicrotask(() => {
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
