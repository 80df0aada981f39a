"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** How near the end counts as at the end, in pixels. */
const NEAR_PX = 48;
/** What opens something, and whatever is in what is open. */
const LOOKED_INTO = '[aria-expanded], summary, [aria-expanded="true"] ~ *';

/** What begins with what one has to know, and may be higher than the page. */
export const HEAD_FIRST = { "data-head-first": "" };

/**
 * Keeps the end of `container` in sight while its content grows or the room for it shrinks, unless the reader scrolled
 * up or opened something in it: what one looks at stays where it is. What is marked HEAD_FIRST and higher than the room
 * for it is shown from its beginning.
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
  const placedAt = useRef<number | null>(null);

  const place = useCallback(() => {
    const element = container.current;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    placedAt.current = element.scrollTop;
  }, [container]);

  useEffect(() => {
    const element = container.current;
    const inside = content.current;
    if (!element || !inside) return;
    let height = inside.offsetHeight;
    let begun: Element | null = null;
    const isAtEnd = () => element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    const onSize = () => {
      const hasShrunk = inside.offsetHeight < height;
      height = inside.offsetHeight;
      // As when what was opened is closed again.
      if (hasShrunk && isAtEnd()) following.current = true;
      const high = inside.querySelector<HTMLElement>("[data-head-first]");
      if (following.current && high && high !== begun && high.offsetHeight > element.clientHeight) {
        begun = high;
        following.current = false;
        high.scrollIntoView({ block: "start" });
      }
      if (following.current) place();
      setAtEnd(isAtEnd());
    };
    const onScroll = () => {
      // News of its own scrolling comes late, when there may be more again: that is no wish of the reader's.
      if (element.scrollTop === placedAt.current) return;
      placedAt.current = null;
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
  }, [container, content, place]);

  const follow = useCallback(() => {
    following.current = true;
    place();
  }, [place]);
  useEffect(() => {
    if (sent > 0) follow();
  }, [sent, follow]);

  return { atEnd, follow };
}
