import type { z } from "zod";
import { headerValueSchema, type SettingsInput, settingsInput } from "#lib/connectors/schema.ts";
import type { EditableConnector } from "#lib/connectors/types.ts";

/** A header as somebody types it. `stored` is what there is already: its value stays when none is typed. */
export type HeaderDraft = {
  key: number;
  name: string;
  scope: "organization" | "member";
  value: string;
  stored: { name: string; scope: "organization" | "member"; setAt: Date | null } | null;
};
export type ParameterDraft = { key: number; name: string; value: string };

/** Everything under "Advanced settings" as it stands in the form. */
export type SettingsDraft = {
  authentication: SettingsInput["authentication"];
  headers: HeaderDraft[];
  clientId: string;
  clientSecret: string;
  isSecretRemoved: boolean;
  omitResource: boolean;
  pkceNotAdvertised: boolean;
  parameters: ParameterDraft[];
  scopes: string;
};

/** Codes by place: "headers", "headers.0.name", "parameters.1", "scopes", "clientId". */
export type DraftProblems = Readonly<Record<string, string>>;

let lastKey = 0;
/** A key for a row that is not stored yet. */
export function nextKey(): number {
  lastKey += 1;
  return lastKey;
}

export function emptyDraft(): SettingsDraft {
  return {
    authentication: "automatic",
    headers: [],
    clientId: "",
    clientSecret: "",
    isSecretRemoved: false,
    omitResource: false,
    pkceNotAdvertised: false,
    parameters: [],
    scopes: "",
  };
}

/** The form of a connector that exists: everything but what is secret. */
export function draftOf(connector: EditableConnector): SettingsDraft {
  const { authentication, headers, oauth, client } = connector;
  return {
    authentication,
    headers: headers.map(({ name, scope, setAt }) => ({
      key: nextKey(),
      name,
      scope,
      value: "",
      stored: { name, scope, setAt },
    })),
    clientId: client?.clientId ?? "",
    clientSecret: "",
    isSecretRemoved: false,
    omitResource: oauth.omitResource,
    pkceNotAdvertised: oauth.pkceNotAdvertised,
    parameters: parametersOf(oauth.extraParameters),
    scopes: oauth.scopes ?? "",
  };
}

/** Parameters as rows of a form. */
export function parametersOf(parameters: Record<string, string>): ParameterDraft[] {
  return Object.entries(parameters).map(([name, value]) => ({ key: nextKey(), name, value }));
}

/** Whether a header that the organization gives has a value already, under this very name. */
export function hasStoredValue({ name, scope, stored }: HeaderDraft): boolean {
  const isSame = stored?.name === name.trim().toLowerCase() && stored.scope === scope;
  return scope === "organization" && isSame && stored.setAt !== null;
}

/** The settings as they are sent; the server reads them by the same schema. */
type SentSettings = z.input<typeof settingsInput>;

/** What is sent, or what has to be mended first. Fields that the chosen authentication hides are left out. */
export function settingsOf(
  draft: SettingsDraft,
): { ok: true; value: SentSettings } | { ok: false; problems: DraftProblems } {
  const isKeyed = draft.authentication === "headers";
  const usesOAuth = draft.authentication === "automatic" || draft.authentication === "organization";
  const parameters = usesOAuth ? draft.parameters.filter(({ name, value }) => name.trim() || value.trim()) : [];
  const problems: Record<string, string> = {};
  draft.headers.forEach((header, index) => {
    if (!isKeyed || header.scope === "member" || (header.value.trim() === "" && hasStoredValue(header))) return;
    const parsed = headerValueSchema.safeParse(header.value);
    if (!parsed.success) problems[`headers.${index}.value`] = parsed.error.issues[0]?.message ?? "header_value_invalid";
  });
  parameters.forEach(({ key, name }) => {
    const index = draft.parameters.findIndex((row) => row.key === key);
    const first = draft.parameters.findIndex((row) => row.name.trim() === name.trim());
    if (first < index) problems[`parameters.${index}`] = "parameter_twice";
  });
  const value: SentSettings = {
    authentication: draft.authentication,
    headers: isKeyed
      ? draft.headers.map(({ name, scope, value }) => ({
          name,
          scope,
          value: scope === "organization" ? value.trim() || null : null,
        }))
      : [],
    omitResource: usesOAuth && draft.omitResource,
    pkceNotAdvertised: usesOAuth && draft.pkceNotAdvertised,
    extraParameters: Object.fromEntries(parameters.map(({ name, value }) => [name.trim(), value])),
    scopes: usesOAuth ? draft.scopes : "",
  };
  const parsed = settingsInput.safeParse(value);
  for (const { path, message } of parsed.error?.issues ?? []) problems[placeOf(path, draft)] ??= message;
  return parsed.success && Object.keys(problems).length === 0 ? { ok: true, value } : { ok: false, problems };
}

/** A header's fields are found by their position, a parameter by its name. */
function placeOf(path: readonly PropertyKey[], draft: SettingsDraft): string {
  if (path[0] !== "extraParameters") return path.map(String).join(".");
  const index = draft.parameters.findIndex(({ name }) => name.trim() === path[1]);
  return index < 0 ? "parameters" : `parameters.${index}`;
}
