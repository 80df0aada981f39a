import type account from "../../../messages/en/account.json";
import type approvals from "../../../messages/en/approvals.json";
import type auth from "../../../messages/en/auth.json";
import type chat from "../../../messages/en/chat.json";
import type chatErrors from "../../../messages/en/chatErrors.json";
import type common from "../../../messages/en/common.json";
import type connections from "../../../messages/en/connections.json";
import type connectorSettings from "../../../messages/en/connectorSettings.json";
import type connectors from "../../../messages/en/connectors.json";
import type content from "../../../messages/en/content.json";
import type exported from "../../../messages/en/export.json";
import type inspection from "../../../messages/en/inspection.json";
import type mcp from "../../../messages/en/mcp.json";
import type members from "../../../messages/en/members.json";
import type models from "../../../messages/en/models.json";
import type oauth from "../../../messages/en/oauth.json";
import type organizations from "../../../messages/en/organizations.json";
import type permissions from "../../../messages/en/permissions.json";
import type policy from "../../../messages/en/policy.json";
import type questions from "../../../messages/en/questions.json";
import type research from "../../../messages/en/research.json";
import type security from "../../../messages/en/security.json";
import type shell from "../../../messages/en/shell.json";
import type toolAccess from "../../../messages/en/toolAccess.json";
import type toolCalls from "../../../messages/en/toolCalls.json";
import type traces from "../../../messages/en/traces.json";
import type transcript from "../../../messages/en/transcript.json";
import type waiting from "../../../messages/en/waiting.json";
import type { Locale } from "./locales.ts";

/** One file per area: messages/<locale>/<namespace>.json. A new file gets a line here, which types its keys. */
export type Messages = {
  account: typeof account;
  approvals: typeof approvals;
  auth: typeof auth;
  chat: typeof chat;
  chatErrors: typeof chatErrors;
  common: typeof common;
  connectorSettings: typeof connectorSettings;
  connections: typeof connections;
  connectors: typeof connectors;
  content: typeof content;
  inspection: typeof inspection;
  export: typeof exported;
  mcp: typeof mcp;
  members: typeof members;
  models: typeof models;
  oauth: typeof oauth;
  organizations: typeof organizations;
  permissions: typeof permissions;
  policy: typeof policy;
  security: typeof security;
  shell: typeof shell;
  questions: typeof questions;
  research: typeof research;
  toolAccess: typeof toolAccess;
  toolCalls: typeof toolCalls;
  traces: typeof traces;
  transcript: typeof transcript;
  waiting: typeof waiting;
};
export type Namespace = keyof Messages;
export const NAMESPACES = [
  "chatErrors",
  "account",
  "approvals",
  "auth",
  "chat",
  "common",
  "connectorSettings",
  "connections",
  "connectors",
  "content",
  "inspection",
  "export",
  "mcp",
  "members",
  "models",
  "oauth",
  "organizations",
  "permissions",
  "policy",
  "security",
  "shell",
  "questions",
  "research",
  "toolAccess",
  "toolCalls",
  "traces",
  "transcript",
  "waiting",
] as const satisfies Namespace[];

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}

/** All messages of one language, by namespace. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  const files = await Promise.all(
    NAMESPACES.map(async (namespace) => {
      const file: { default: object } = await import(`../../../messages/${locale}/${namespace}.json`);
      return [namespace, file.default] as const;
    }),
  );
  return Object.fromEntries(files) as Messages;
}
