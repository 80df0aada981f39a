"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SettingsRow } from "#components/settings/settings-row.tsx";
import { POLICY_MODES } from "#lib/connectors/constants.ts";
import type { PolicyMode } from "#lib/connectors/types.ts";
import { Choice } from "./choice.tsx";
import { useDecision } from "./use-decision.ts";

type Saved = { ok: true } | { ok: false; code: string };
type ModeRowProps = {
  /** What is decided about, in words. */
  name: string;
  title?: ReactNode;
  description?: ReactNode;
  mode: PolicyMode | null;
  /** What "nothing decided" comes to. */
  undecided: string;
  save: (mode: PolicyMode | null) => Promise<Saved>;
  canManage: boolean;
  /** Beside the choice. */
  aside?: ReactNode;
};

/** What holds for tools of one kind, for one tool, or for all of a connector. */
export function ModeRow({ name, title, description, mode, undecided, save, canManage, aside }: ModeRowProps) {
  const t = useTranslations("security.rules");
  const words = (each: PolicyMode | null) => (each === null ? undecided : t(`mode.${each}`));
  const { value, pending, choose } = useDecision(mode, save, (next) => t("saved", { name, mode: words(next) }));
  return (
    <SettingsRow
      name={name}
      title={title ?? name}
      description={description}
      action={
        <>
          {aside}
          <Choice
            label={t("permissionFor", { tool: name })}
            value={value}
            options={[null, ...POLICY_MODES].map((each) => ({ value: each, words: words(each) }))}
            onChoose={choose}
            pending={pending}
            disabled={!canManage}
            className="w-60 max-w-full"
          />
        </>
      }
    />
  );
}
