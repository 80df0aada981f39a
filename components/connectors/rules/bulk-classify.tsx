"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { toast } from "#components/ui/toast.tsx";
import { classifyToolsAction } from "#lib/connectors/actions.ts";
import { MAX_CLASSIFIED } from "#lib/connectors/constants.ts";
import type { ToolRules } from "#lib/connectors/types.ts";
import { ACTION_KINDS, type ActionKind } from "#lib/policy/types.ts";
import { useConnectorProblem } from "../use-connector-problem.ts";

type Classified = { tool: ToolRules; kind: ActionKind | null };
type BulkClassifyProps = {
  connectorId: string;
  tools: readonly ToolRules[];
  /** Those that the search left. */
  found: readonly ToolRules[];
};

/** Says of many tools at once what they do: of those found, or of all that nobody classified, by their server's word. */
export function BulkClassify({ connectorId, tools, found }: BulkClassifyProps) {
  const t = useTranslations("security.rules");
  const problemText = useConnectorProblem();
  const [isAsking, setAsking] = useState(false);
  const [pending, startTransition] = useTransition();
  const hinted = tools.flatMap((tool) =>
    tool.kind === null && tool.hintedKind ? [{ tool, kind: tool.hintedKind }] : [],
  );
  const classify = (classified: Classified[]) =>
    startTransition(async () => {
      for (let start = 0; start < classified.length; start += MAX_CLASSIFIED) {
        const part = classified.slice(start, start + MAX_CLASSIFIED);
        const saved = await orOffline(
          classifyToolsAction({
            connectorId,
            tools: part.map(({ tool: { name, definitionHash }, kind }) => ({ toolName: name, definitionHash, kind })),
          }),
        );
        if (!saved.ok) return toast.error(problemText(saved.code));
      }
      setAsking(false);
      toast.success(t("classified", { count: classified.length }));
    });
  return (
    <div className="flex flex-wrap gap-2">
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button disabled={found.length === 0} pending={pending}>
            {t("classifyFound", { count: found.length })}
            <ChevronDown aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start">
          {[...ACTION_KINDS, null].map((kind) => (
            <DropdownMenuItem key={kind ?? ""} onSelect={() => classify(found.map((tool) => ({ tool, kind })))}>
              {kind ? t(`kind.${kind}`) : t("unclassified")}
            </DropdownMenuItem>
          ))}
        </DropdownMenuContent>
      </DropdownMenu>
      {hinted.length > 0 && (
        <>
          <Button onClick={() => setAsking(true)}>{t("useHints")}</Button>
          <Dialog open={isAsking} onOpenChange={setAsking}>
            <DialogContent
              title={t("hints.title", { count: hinted.length })}
              description={t("hints.meaning")}
              closeLabel={t("hints.cancel")}
            >
              <ul className="list-disc space-y-1 pl-5">
                {ACTION_KINDS.map((kind) => ({ kind, count: hinted.filter((each) => each.kind === kind).length }))
                  .filter(({ count }) => count > 0)
                  .map(({ kind, count }) => (
                    <li key={kind}>{t("hints.count", { count, kind: t(`kind.${kind}`) })}</li>
                  ))}
              </ul>
              <DialogFooter>
                <Button onClick={() => setAsking(false)}>{t("hints.cancel")}</Button>
                <Button variant="primary" pending={pending} onClick={() => classify(hinted)}>
                  {t("hints.confirm")}
                </Button>
              </DialogFooter>
            </DialogContent>
          </Dialog>
        </>
      )}
    </div>
  );
}
