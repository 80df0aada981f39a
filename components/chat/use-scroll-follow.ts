"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** How near the end counts as at the end, in pixels. */
const NEAR_PX = 48;
/** What opens something, and whatever is in what is open. */
const LOOKED_INTO = '[aria-expanded], summary, [aria-expanded="true"] ~ *';

/**
 * Keeps the end of `container` in sight while its content grows or the room for it shrinks, unless the reader scrolled
 * up or opened something in it: what one looks at stays where it is.
 * @param sent changes whenever the reader says something, which is at the end
 * @returns whether the end is in sight, and a way back to it
 */
export function useScrollFollow(
  container: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  sent: number,
) {
  const [atEnd, setAtEnd] = useState(true);
  const following = useRef(true);

  useEffect(() => {
    const element = container.current;
    const inside = content.current;
    if (!element || !inside) return;
    let height = inside.offsetHeight;
    const isAtEnd = () => element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    const onSize = () => {
      const hasShrunk = inside.offsetHeight < height;
      height = inside.offsetHeight;
      // As when what was opened is closed again.
      if (hasShrunk && isAtEnd()) following.current = true;
      if (following.current) element.scrollTop = element.scrollHeight;
      setAtEnd(isAtEnd());
    };
    const onScroll = () => {
      following.current = isAtEnd();
      setAtEnd(following.current);
    };
    const onClick = ({ target }: MouseEvent) => {
      if (target instanceof Element && target.closest(LOOKED_INTO)) following.current = false;
    };
    const sizes = new ResizeObserver(onSize);
    sizes.observe(inside);
    sizes.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    inside.addEventListener("click", onClick);
    onSize();
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", onScroll);
      inside.removeEventListener("click", onClick);
    };
  }, [container, content]);

  const follow = useCallback(() => {
    following.current = true;
    container.current?.scrollTo({ top: container.current.scrollHeight });
  }, [container]);
  useEffect(() => {
    if (sent > 0) follow();
  }, [sent, follow]);

  return { atEnd, follow };
}
