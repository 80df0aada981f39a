"use client";

import { useEffect, useSyncExternalStore } from "react";

/**
 * A hook for a part of the page's code that few pages need: loaded once something `wants` it, for all that want it.
 * null until then, on the server and while the page becomes alive; where it cannot be loaded it stays null.
 */
export function lazyModule<T>(load: () => Promise<T>): (wants: boolean) => T | null {
  const listeners = new Set<() => void>();
  let loaded: T | null = null;
  let isLoading = false;
  const begin = () => {
    if (isLoading) return;
    isLoading = true;
    load().then(
      (module) => {
        loaded = module;
        for (const tell of listeners) tell();
      },
      () => {
        isLoading = false;
      },
    );
  };
  const subscribe = (tell: () => void) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  };
  return (wants) => {
    const module = useSyncExternalStore(
      subscribe,
      () => loaded,
      () => null,
    );
    useEffect(() => {
      if (wants) begin();
    }, [wants]);
    return wants ? module : null;
  };
}
