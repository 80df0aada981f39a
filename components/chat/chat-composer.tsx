"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { toast } from "#components/ui/toast.tsx";
import type { TakenPrompt } from "#lib/chat/connector-content.ts";
import { countEffective } from "#lib/chat/effective-tools.ts";
import { AddToConversation } from "./add-to-conversation.tsx";
import { AttachmentChips } from "./attachment-chips.tsx";
import { Composer } from "./composer.tsx";
import { Preflight } from "./preflight.tsx";
import { countReadTools } from "./research/count-read-tools.ts";
import { ResearchToggle } from "./research/research-toggle.tsx";
import { SearchAndTools } from "./search-and-tools.tsx";
import type { PickedTool } from "./tool-form.tsx";
import { useAttachments } from "./use-attachments.ts";
import type { ConversationTools } from "./use-connectors.ts";
import { useDraft } from "./use-draft.ts";

const FromConnector = dynamic(async () => (await import("./from-connector.tsx")).FromConnector);
const ToolForm = dynamic(async () => (await import("./tool-form.tsx")).ToolForm);

/** What the person wants done: words, or a tool to run. */
export type Said =
  | { text: string; attachmentIds?: string[]; research?: true }
  | { tool: { connectorId: string; toolName: string; arguments: Record<string, unknown> } };

type ChatComposerProps = {
  draftKey: string;
  /** null: there is no conversation yet. */
  conversationId: string | null;
  tools: ConversationTools;
  /** Whether the person may change connectors. */
  canManage: boolean;
  running: boolean;
  /** Answers whether it was taken; then the draft is done with. The key stays the same while one tries the same again. */
  onSay: (said: Said, idempotencyKey: string) => Promise<boolean>;
  onStop: () => void;
  /** Beside its buttons: by which model it is answered, what it has used. */
  aside?: ReactNode;
};

/** The composer with its switches, its tools and its draft. */
export function ChatComposer(props: ChatComposerProps) {
  const { draftKey, conversationId, tools, canManage, running, onSay, onStop, aside } = props;
  const t = useTranslations("chat.composer");
  const [text, setText] = useDraft(draftKey);
  const [sending, setSending] = useState(false);
  const [picked, setPicked] = useState<PickedTool>();
  const attempt = useRef<{ said: string; key: string }>(undefined);
  const [chips, setChips] = useAttachments(draftKey);
  const [adding, setAdding] = useState(false);
  const [news, setNews] = useState("");
  const words = useTranslations("content");
  const { connectors } = tools;
  const counts = countEffective(connectors);
  const research = useTranslations("research.toggle");
  const [wantsResearch, setWantsResearch] = useState(false);
  const readTools = countReadTools(connectors);
  const isResearch = wantsResearch && readTools > 0;

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
    setWantsResearch(false);
    if ("text" in said) setChips([]);
  };
  const take = ({ text: prompt, isChanged, attachment }: TakenPrompt) => {
    if (prompt) setText(text.trim() === "" ? prompt : `${text}\n\n${prompt}`);
    setChips([...chips, attachment]);
    setNews([prompt && words("filledIn"), words("attached", { name: attachment.name })].filter(Boolean).join(" "));
    if (isChanged) toast.message(words("cleaned"));
  };
  const send = () => {
    const attachmentIds = chips.map(({ id }) => id);
    void say({
      text,
      ...(attachmentIds.length > 0 && { attachmentIds }),
      ...(isResearch && { research: true }),
    });
  };
  return (
    <>
      {!running && <Preflight conversationId={conversationId} connectors={connectors} canManage={canManage} />}
      <Composer
        text={text}
        onTextChange={setText}
        connectors={connectors}
        running={running}
        sending={sending}
        onSend={send}
        onStop={onStop}
        onPickTool={(tool) => {
          setText("");
          setPicked(tool);
        }}
        attachments={
          <AttachmentChips
            chips={chips}
            onRemove={(chip) => {
              setChips(chips.filter(({ id }) => id !== chip.id));
              setNews(words("removed", { name: chip.name }));
            }}
          />
        }
      >
        <AddToConversation tools={tools} onFromConnector={() => setAdding(true)} />
        <SearchAndTools tools={tools} canManage={canManage} />
        <ResearchToggle readTools={readTools} on={isResearch} onChange={setWantsResearch} canManage={canManage} />
        {aside}
      </Composer>
      <p className="mt-2 text-center text-muted text-xs">
        {isResearch
          ? research("hint", { tools: readTools })
          : counts.tools > 0
            ? t("toolsGiven", counts)
            : t("noToolsGiven")}
      </p>
      <p role="status" className="sr-only">
        {news}
      </p>
      {adding && (
        <FromConnector
          connectors={connectors}
          conversationId={conversationId}
          canManage={canManage}
          onTaken={take}
          onClose={() => setAdding(false)}
        />
      )}
      {picked && (
        <ToolForm
          picked={picked}
          conversationId={conversationId}
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
