"use client";

import { type RefObject, useEffect, useRef } from "react";

/** As `ref` of something that has just appeared: brings it into sight in a dialog that scrolls. */
export function reveal(node: HTMLElement | null): void {
  node?.scrollIntoView({ block: "nearest" });
}

/** For a form: when there are new problems, the first field that has one gets the focus. */
export function useFirstProblem(problems: Readonly<Record<string, unknown>>): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(problems).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problems]);
  return form;
}
