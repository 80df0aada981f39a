"use client";

import { useState, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { toast } from "#components/ui/toast.tsx";
import { useConnectorProblem } from "../use-connector-problem.ts";

type Outcome = { ok: true } | { ok: false; code: string };

/**
 * A choice that is saved as it is made: shows the new value at once, and the old one again when it was refused.
 * @param value what holds
 * @param save keeps another value
 * @param said what to say when it is kept
 */
export function useDecision<V>(value: V, save: (next: V) => Promise<Outcome>, said: (next: V) => string) {
  const problemText = useConnectorProblem();
  const [chosen, setChosen] = useState<{ value: V }>();
  const [pending, startTransition] = useTransition();
  const choose = (next: V) => {
    setChosen({ value: next });
    startTransition(async () => {
      const saved = await orOffline(save(next));
      setChosen(undefined);
      if (saved.ok) toast.success(said(next));
      else toast.error(problemText(saved.code));
    });
  };
  return { value: chosen ? chosen.value : value, pending, choose };
}
