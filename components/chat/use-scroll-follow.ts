"use client";

import { type RefObject, useEffect, useRef, useState } from "react";

/** How near the end counts as at the end, in pixels. */
const NEAR_PX = 48;

/**
 * Keeps the end of `container` in sight while its content grows, unless the reader scrolled up.
 * @returns whether the end is in sight, and a way back to it
 */
export function useScrollFollow(container: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>) {
  const [atEnd, setAtEnd] = useState(true);
  const following = useRef(true);

  useEffect(() => {
    const element = container.current;
    if (!element || !content.current) return;
    const toEnd = () => {
      if (following.current) element.scrollTop = element.scrollHeight;
    };
    const onScroll = () => {
      following.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      setAtEnd(following.current);
    };
    const sizes = new ResizeObserver(toEnd);
    sizes.observe(content.current);
    element.addEventListener("scroll", onScroll, { passive: true });
    toEnd();
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [container, content]);

  return {
    atEnd,
    follow: () => {
      following.current = true;
      container.current?.scrollTo({ top: container.current.scrollHeight });
    },
  };
}
