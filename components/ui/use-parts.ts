"use client";

import { useEffect, useState } from "react";

/**
 * The code of something that opens, fetched when it is first wanted: a page with twenty menus needs none of it to be shown.
 * @param load a dynamic import; the same function for every use
 * @param wanted true from the moment it is to open
 */
export function useParts<Parts>(load: () => Promise<Parts>, wanted: boolean): Parts | null {
  const [parts, setParts] = useState<Parts | null>(null);
  useEffect(() => {
    if (!wanted || parts) return;
    let current = true;
    void load().then((loaded) => current && setParts(() => loaded));
    return () => {
      current = false;
    };
  }, [load, wanted, parts]);
  return parts;
}
