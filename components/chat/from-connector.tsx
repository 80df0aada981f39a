"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Dialog, DialogContent } from "#components/ui/dialog.tsx";
import type { TakenPrompt } from "#lib/chat/connector-content.ts";
import type { ConversationConnector } from "#lib/chat/types.ts";
import { ConnectorChoice } from "./connector-choice.tsx";
import { OfferPanel } from "./offer-panel.tsx";

type FromConnectorProps = {
  connectors: ConversationConnector[];
  /** null: there is no conversation yet. */
  conversationId: string | null;
  /** Whether the person may change connectors. */
  canManage: boolean;
  onTaken: (taken: TakenPrompt) => void;
  onClose: () => void;
};

/** Takes a prompt or a resource from a connector for the next message: first whose, then which. */
export function FromConnector({ connectors, conversationId, canManage, onTaken, onClose }: FromConnectorProps) {
  const t = useTranslations("content");
  const common = useTranslations("common");
  const [chosenId, setChosenId] = useState<string>();
  const chosen = connectors.find(({ connectorId }) => connectorId === chosenId);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={chosen ? t("offersOf", { connector: chosen.name }) : t("title")}
        description={chosen ? undefined : t("description")}
        closeLabel={common("close")}
      >
        {chosen?.connection ? (
          <OfferPanel
            key={chosen.connection.id}
            connector={{ id: chosen.connectorId, name: chosen.name, canManage }}
            asked={{ connectionId: chosen.connection.id, conversationId }}
            onBack={() => setChosenId(undefined)}
            onTaken={(taken) => {
              onTaken(taken);
              onClose();
            }}
          />
        ) : (
          <ConnectorChoice connectors={connectors} canManage={canManage} onChoose={setChosenId} />
        )}
      </DialogContent>
    </Dialog>
  );
}
