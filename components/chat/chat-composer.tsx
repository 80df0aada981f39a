"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { ChosenAccount, ConversationConnector, Toggle } from "#lib/chat/types.ts";
import { AddToConversation } from "./add-to-conversation.tsx";
import { Composer } from "./composer.tsx";
import { countTools } from "./connector-state.ts";
import { SearchAndTools } from "./search-and-tools.tsx";
import { type PickedTool, ToolForm } from "./tool-form.tsx";
import { useDraft } from "./use-draft.ts";

/** What the person wants done: words, or a tool to run. */
export type Said =
  | { text: string }
  | { tool: { connectorId: string; toolName: string; arguments: Record<string, unknown> } };

type ChatComposerProps = {
  draftKey: string;
  connectors: ConversationConnector[];
  onToggle: (toggle: Toggle) => Promise<void>;
  onChooseAccount: (account: ChosenAccount) => Promise<void>;
  /** Whether the person may change connectors. */
  canManage: boolean;
  running: boolean;
  /** Answers whether it was taken; then the draft is done with. The key stays the same while one tries the same again. */
  onSay: (said: Said, idempotencyKey: string) => Promise<boolean>;
  onStop: () => void;
};

/** The composer with its switches, its tools and its draft. */
export function ChatComposer(props: ChatComposerProps) {
  const { draftKey, connectors, onToggle, onChooseAccount, canManage, running, onSay, onStop } = props;
  const t = useTranslations("chat.composer");
  const [text, setText] = useDraft(draftKey);
  const [sending, setSending] = useState(false);
  const [picked, setPicked] = useState<PickedTool>();
  const attempt = useRef<{ said: string; key: string }>(undefined);
  const counts = countTools(connectors);

  const say = async (said: Said) => {
    const content = JSON.stringify(said);
    if (attempt.current?.said !== content) attempt.current = { said: content, key: crypto.randomUUID() };
    setSending(true);
    const taken = await onSay(said, attempt.current.key);
    setSending(false);
    if (!taken) return;
    attempt.current = undefined;
    setText("");
    setPicked(undefined);
  };
  return (
    <>
      <Composer
        text={text}
        onTextChange={setText}
        connectors={connectors}
        running={running}
        sending={sending}
        onSend={() => void say({ text })}
        onStop={onStop}
        onPickTool={(tool) => {
          setText("");
          setPicked(tool);
        }}
      >
        <AddToConversation connectors={connectors} onToggle={(toggle) => void onToggle(toggle)} />
        <SearchAndTools
          connectors={connectors}
          onToggle={(toggle) => void onToggle(toggle)}
          onChooseAccount={(account) => void onChooseAccount(account)}
          canManage={canManage}
        />
      </Composer>
      <p className="mt-2 text-center text-muted text-xs">
        {counts.tools > 0 ? t("toolsGiven", counts) : t("noToolsGiven")}
      </p>
      {picked && (
        <ToolForm
          picked={picked}
          pending={sending}
          onRun={(args) =>
            void say({ tool: { connectorId: picked.connectorId, toolName: picked.tool.name, arguments: args } })
          }
          onClose={() => setPicked(undefined)}
        />
      )}
    </>
  );
}
