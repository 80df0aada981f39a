"use client";

import { useRef } from "react";

/**
 * Handlers for a window over the page that has no trigger of its own: when it closes, focus goes back to what it was
 * opened from; to the button of a menu where that was one of its items; to the page's content where it is gone.
 */
export function useFocusReturn() {
  const opener = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement instanceof HTMLElement ? openerOf(document.activeElement) : null;
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
