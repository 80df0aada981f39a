"use client";

import { useState } from "react";
import { toast } from "#components/ui/toast.tsx";
import { chooseModelAction } from "#lib/chat/actions.ts";
import type { ModelOptions } from "#lib/models/types.ts";
import { useErrorText } from "./use-error-text.ts";

/**
 * By which model the conversation is answered, chosen here.
 * @param conversationId null: there is none yet, the choice goes along with its first message (`chosen`)
 * @returns `choose` tells whether the choice was taken
 */
export function useModel(given: ModelOptions, conversationId: string | null) {
  const [chosen, setChosen] = useState<string | null>();
  const errorText = useErrorText();
  const current = chosen === undefined ? given.current : chosen;
  const choose = async (modelId: string | null) => {
    setChosen(modelId);
    if (conversationId === null) return true;
    const failed = { ok: false, code: "unexpected" } as const;
    const answer = await chooseModelAction({ conversationId, modelId }).catch(() => failed);
    if (answer.ok) return true;
    setChosen(chosen);
    toast.error(errorText(answer.code));
    return false;
  };
  return { models: { ...given, current }, choose, chosen: chosen ?? undefined };
}
