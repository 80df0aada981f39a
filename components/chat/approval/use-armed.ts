"use client";

import { type RefObject, useEffect, useRef, useState } from "react";

/** Controls take no answer for this long after they appeared or moved: one meant for what stood there must not count. */
const INERT_MS = 500;
/** How often it is looked whether they moved; an answer looks for itself once more. */
const LOOK_MS = 100;

/**
 * Whether controls have stood still, in sight, for long enough that whoever presses them means them.
 * @param element what holds them
 * @returns `armed` to show it by, `isArmed` to ask at the moment of the answer
 */
export function useArmed(element: RefObject<HTMLElement | null>): { armed: boolean; isArmed: () => boolean } {
  const [armed, setArmed] = useState(false);
  const place = useRef<string>(undefined);
  const still = useRef(Number.POSITIVE_INFINITY);
  const look = useRef<() => boolean>(() => false);
  look.current = () => {
    const now = placeOf(element.current);
    if (now === null || now !== place.current) still.current = performance.now();
    place.current = now ?? undefined;
    return performance.now() - still.current >= INERT_MS;
  };
  useEffect(() => {
    const timer = setInterval(() => setArmed(look.current()), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return { armed, isArmed: () => look.current() };
}

/** Where something stands on the screen; null: nobody sees it. */
function placeOf(element: HTMLElement | null): string | null {
  if (!element || document.hidden) return null;
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left, top, width, height].map(Math.round).join();
}
