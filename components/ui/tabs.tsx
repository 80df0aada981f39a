"use client";

import * as Radix from "radix-ui/tabs";
import type { ReactNode } from "react";

export const Tabs = Radix.Root;
export const TabsContent = Radix.Content;

/** The row of tabs. */
export function TabsList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Radix.List aria-label={label} className="flex gap-4 border-line border-b">
      {children}
    </Radix.List>
  );
}

/** One tab. */
export function TabsTrigger({ value, children }: { value: string; children: ReactNode }) {
  return (
    <Radix.Trigger
      value={value}
      className="-mb-px border-transparent border-b-2 pb-2 text-muted transition-colors hover:text-text data-[state=active]:border-accent-text data-[state=active]:font-medium data-[state=active]:text-text"
    >
      {children}
    </Radix.Trigger>
  );
}
