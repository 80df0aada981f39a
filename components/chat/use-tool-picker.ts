"use client";

import { type KeyboardEvent, useState } from "react";
import { effectiveTools } from "#lib/chat/effective-tools.ts";
import type { ConversationConnector } from "#lib/chat/types.ts";
import type { PickedTool } from "./tool-form.tsx";

/** A slash and the beginning of a name, nothing after it. */
const COMMAND = /^\/(\S*)$/;

/** Which tools the text box offers for what stands in it, and what its keys do meanwhile. */
export function useToolPicker(connectors: ConversationConnector[], text: string, onPick: (tool: PickedTool) => void) {
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState<string>();
  const wanted = COMMAND.exec(text)?.[1]?.toLowerCase();
  const tools: PickedTool[] =
    wanted === undefined || dismissed === text
      ? []
      : connectors.flatMap((connector) =>
          effectiveTools(connector)
            .filter((tool) => tool.name.toLowerCase().includes(wanted))
            .map((tool) => ({ connectorId: connector.connectorId, connectorName: connector.name, tool })),
        );
  const index = Math.min(active, tools.length - 1);

  /** True when the key was for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const picked = tools[index];
    if (!picked || event.nativeEvent.isComposing) return false;
    if (event.key === "ArrowDown") setActive((index + 1) % tools.length);
    else if (event.key === "ArrowUp") setActive((index - 1 + tools.length) % tools.length);
    else if (event.key === "Home" && event.ctrlKey) setActive(0);
    else if (event.key === "End" && event.ctrlKey) setActive(tools.length - 1);
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") onPick(picked);
    else if (event.key === "Escape") setDismissed(text);
    else return false;
    event.preventDefault();
    return true;
  };
  return { tools, active: index, setActive, onKeyDown };
}
