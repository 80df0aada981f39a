import type { Workspace } from "#lib/orgs/types.ts";

/** A page of settings; `label` is a key of the catalogue, namespace `shell`. */
type SettingsLink = { href: string; label: "connectors" | "account" | "members" | "models" | "security" };

const MODELS: SettingsLink = { href: "/admin-settings/models", label: "models" };
const SECURITY: SettingsLink = { href: "/admin-settings/security", label: "security" };
const OWN: readonly SettingsLink[] = [
  { href: "/settings/connectors", label: "connectors" },
  { href: "/settings/account", label: "account" },
];
const ADMIN: readonly SettingsLink[] = [
  { href: "/admin-settings/connectors", label: "connectors" },
  { href: "/admin-settings/members", label: "members" },
  MODELS,
  SECURITY,
];

/** The pages beside one of a section. A personal workspace has one section, in which its person decides everything. */
export function settingsLinks(kind: Workspace["kind"], section: "own" | "admin"): readonly SettingsLink[] {
  if (kind === "personal") return [...OWN, MODELS, SECURITY];
  return section === "own" ? OWN : ADMIN;
}
