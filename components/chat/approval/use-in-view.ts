"use client";

import { useEffect, useState } from "react";

/** Whether at least a part of something on the page is in sight; true until it is known. */
export function useInView(id: string | null, find: (id: string) => HTMLElement | null): boolean {
  const [inView, setInView] = useState(true);
  useEffect(() => {
    const element = id === null ? null : find(id);
    if (!element) return setInView(true);
    const observer = new IntersectionObserver(([entry]) => entry && setInView(entry.isIntersecting));
    observer.observe(element);
    return () => observer.disconnect();
  }, [id, find]);
  return inView;
}
