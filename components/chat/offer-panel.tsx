"use client";

import { ArrowLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useState } from "react";
import { ConnectButton } from "#components/connectors/connect-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { TakenPrompt } from "#lib/chat/connector-content.ts";
import type { Offers } from "#lib/connections/offers.ts";
import { ContentProblem, needsSignIn } from "./content-problem.tsx";
import { type Fillable, OfferForm } from "./offer-form.tsx";
import { OfferList } from "./offer-list.tsx";
import { attach, listOffers, type Refused, type Wanted } from "./requests.ts";

type OfferPanelProps = {
  connector: { id: string; name: string; canManage: boolean };
  asked: { connectionId: string; conversationId: string | null };
  onBack: () => void;
  onTaken: (taken: TakenPrompt) => void;
};

/** What one connector offers besides tools: a list to choose from, then what has to be filled in. */
export function OfferPanel({ connector, asked, onBack, onTaken }: OfferPanelProps) {
  const t = useTranslations("content");
  const { connectionId, conversationId } = asked;
  const [offers, setOffers] = useState<Offers>();
  const [problem, setProblem] = useState<Refused>();
  const [form, setForm] = useState<Fillable>();
  const [adding, setAdding] = useState<string>();

  const load = useCallback(async () => {
    setProblem(undefined);
    const answer = await listOffers(connector.id, { connectionId, conversationId });
    if (answer.ok) setOffers(answer.value);
    else setProblem(answer);
  }, [connector.id, connectionId, conversationId]);
  useEffect(() => void load(), [load]);

  const take = async (wanted: Wanted, name: string) => {
    setProblem(undefined);
    setAdding(name);
    const answer = await attach(connector.id, { ...asked, ...wanted });
    setAdding(undefined);
    if (answer.ok) onTaken(answer.value);
    else setProblem(answer);
  };
  return (
    <div className="space-y-3">
      <Button
        variant="ghost"
        size="sm"
        className="-ml-2 text-muted"
        onClick={() => {
          setProblem(undefined);
          if (form) setForm(undefined);
          else onBack();
        }}
      >
        <ArrowLeft aria-hidden />
        {t(form ? "backToOffers" : "back")}
      </Button>
      {problem && (
        <ContentProblem problem={problem}>
          {needsSignIn(problem.code) && (
            <ConnectButton connector={connector} kind="reconnect" size="sm" onConnected={() => void load()} />
          )}
          {!offers && (
            <Button size="sm" onClick={() => void load()}>
              {t("again")}
            </Button>
          )}
        </ContentProblem>
      )}
      <p role="status" className={adding || (!offers && !problem) ? "flex items-center gap-2 text-muted" : "sr-only"}>
        {adding !== undefined && (
          <>
            <Spinner /> {t("adding", { name: adding })}
          </>
        )}
        {adding === undefined && !offers && !problem && (
          <>
            <Spinner /> {t("loading", { connector: connector.name })}
          </>
        )}
        {adding === undefined &&
          offers &&
          t("found", {
            prompts: offers.prompts.items.length,
            resources: offers.resources.items.length + offers.templates.items.length,
          })}
      </p>
      {form ? (
        <OfferForm
          key={form.title}
          form={form}
          connectorId={connector.id}
          asked={asked}
          pending={adding !== undefined}
          onSubmit={(wanted) => void take(wanted, form.title)}
        />
      ) : (
        offers && (
          <OfferList
            offers={offers}
            connectorName={connector.name}
            disabled={adding !== undefined}
            onTake={(wanted, name) => void take(wanted, name)}
            onFill={setForm}
          />
        )
      )}
    </div>
  );
}
