"use client";

import { useEffect, useState } from "react";
import { toolDetailsAction } from "#lib/chat/actions.ts";
import type { ToolDetails } from "#lib/chat/types.ts";

/** What a tool takes: undefined while it is being asked for, null where it is not to be had. */
export function useToolDetails(
  connectorId: string,
  toolName: string,
  conversationId: string | null,
): ToolDetails | null | undefined {
  const [details, setDetails] = useState<ToolDetails | null>();
  useEffect(() => {
    let isWanted = true;
    const show = (found: ToolDetails | null) => isWanted && setDetails(found);
    toolDetailsAction({ conversationId, connectorId, toolName })
      .then((answer) => show(answer.ok ? answer.value : null))
      .catch(() => show(null));
    return () => {
      isWanted = false;
    };
  }, [conversationId, connectorId, toolName]);
  return details;
}
