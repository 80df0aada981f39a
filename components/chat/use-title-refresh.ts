"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

/** Reads the page anew when the conversation has got its title, so that the list beside it and the tab show it. */
export function useTitleRefresh(title: string | undefined): void {
  const router = useRouter();
  const shown = useRef(title);
  useEffect(() => {
    if (title === shown.current) return;
    shown.current = title;
    router.refresh();
  }, [title, router]);
}
