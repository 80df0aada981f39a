"use client";

import { useRef } from "react";

const FIRST_FIELD = "input:not([type=hidden], :disabled), textarea, select";

/**
 * Handlers for a window over the page: it opens at its first field, if it has one. When it closes, focus goes back to
 * what it was opened from; to the button of a menu where that was one of its items; to the page's content where it is gone.
 */
export function useFocusReturn() {
  const opener = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus: (event: Event) => {
      opener.current = document.activeElement instanceof HTMLElement ? openerOf(document.activeElement) : null;
      const field = event.target instanceof HTMLElement && event.target.querySelector<HTMLElement>(FIRST_FIELD);
      if (!field) return;
      event.preventDefault();
      field.focus();
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      const isThere = opener.current?.isConnected && opener.current !== document.body;
      (isThere ? opener.current : document.getElementById("content"))?.focus();
    },
  };
}

function openerOf(focused: HTMLElement): HTMLElement | null {
  const menuButton = focused.closest('[role="menu"]')?.getAttribute("aria-labelledby");
  return menuButton ? document.getElementById(menuButton) : focused;
}
