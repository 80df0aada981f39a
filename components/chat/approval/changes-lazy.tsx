"use client";

import dynamic from "next/dynamic";

/** The comparison, fetched with the first one there is to show. */
export const Changes = dynamic(() => import("./changes-view.tsx").then(({ ChangesView }) => ChangesView), {
  loading: () => <div className="h-8 animate-pulse rounded-md bg-sunken" />,
});
