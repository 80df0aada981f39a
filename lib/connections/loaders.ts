import { notFound } from "next/navigation";
import { contextForOrg, requireRole, requireSession } from "#lib/auth/loaders.ts";
import { mayManage } from "#lib/connectors/addresses.ts";
import { countConnections, findConnector, orgOfConnector } from "#lib/connectors/data.ts";
import { settingsView } from "#lib/connectors/settings-view.ts";
import type { ConnectorSettingsView, ConnectorView } from "#lib/connectors/types.ts";
import { connectorView } from "#lib/connectors/view.ts";
import type { ServerInfo } from "#lib/mcp/server-info.ts";
import { env } from "#lib/platform/env.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { listOwnTraces, listTraces } from "#lib/traces/data.ts";
import type { TraceView } from "#lib/traces/types.ts";
import { connectionsWithTools, findServerInfo, ownHeaderDates } from "./data.ts";
import type { ConnectorWithTools } from "./types.ts";

/** A connector in a list, without its tools' definitions. */
export type ConnectorListItem = Omit<ConnectorWithTools, "tools"> & {
  toolCount: number;
  /** People with an account there; only for those who can remove it. */
  connectedPeople: number;
};

export type ConnectorsPage = {
  items: ConnectorListItem[];
  kind: OrgContext["orgKind"];
  canManage: boolean;
  canAct: boolean;
  reportUrl: string | null;
};

/** Settings › Connectors: what the person has, in the active workspace. */
export async function loadConnectors(): Promise<ConnectorsPage> {
  return connectorsPage((await requireSession()).ctx);
}

/** Admin settings › Connectors: owners change them, admins look. */
export async function loadAdminConnectors(): Promise<ConnectorsPage> {
  return connectorsPage((await requireRole("owner", "admin")).ctx);
}

/** Settings › Connectors › one of them, with the tools of the person's own account. */
export async function loadConnector(id: string): Promise<
  ConnectorWithTools & {
    canAct: boolean;
    connectedPeople: number;
    kind: OrgContext["orgKind"];
    reportUrl: string | null;
    /** The headers that the person gave for the account in use, and when. */
    ownHeaders: { name: string; setAt: Date }[];
    /** What the server of the account in use says of itself; null before it was asked. */
    server: ServerInfo | null;
    /** In a personal workspace, which has no other page to show it. */
    settings: ConnectorSettingsView | null;
  }
> {
  const ctx = await contextForOrg(await orgOfConnector(id));
  const [found] = await connectionsWithTools(ctx, id);
  const connector = found && (await findConnector(ctx, id));
  if (!connector) notFound();
  const dates = found.connection ? await ownHeaderDates(ctx, found.connection.id) : new Map<string, Date>();
  return {
    ...found,
    canAct: ctx.role !== "auditor",
    connectedPeople: found.connector.canManage ? await countConnections(ctx, id) : 0,
    kind: ctx.orgKind,
    reportUrl: reportUrl(),
    ownHeaders: [...dates].map(([name, setAt]) => ({ name, setAt })),
    server: found.connection && (await findServerInfo(ctx, found.connection.id)),
    settings: ctx.orgKind === "personal" ? await settingsView(ctx, connector) : null,
  };
}

/** Admin settings › Connectors › one of them; what holds for its tools is `loadConnectorRules`'. */
export async function loadAdminConnector(id: string): Promise<{
  connector: ConnectorView;
  url: string;
  settings: ConnectorSettingsView;
  connectedPeople: number;
  canManage: boolean;
  kind: OrgContext["orgKind"];
  reportUrl: string | null;
}> {
  const ctx = await contextForOrg(await orgOfConnector(id), ["owner", "admin"]);
  const connector = await findConnector(ctx, id);
  if (!connector) notFound();
  const view = connectorView(ctx, connector);
  return {
    connector: view,
    url: view.url ?? view.host,
    settings: await settingsView(ctx, connector),
    connectedPeople: await countConnections(ctx, id),
    canManage: view.canManage,
    kind: ctx.orgKind,
    reportUrl: reportUrl(),
  };
}

/** What attempts at a connector went through: the person's own, or for owners everybody's. */
export async function loadTraces(
  id: string,
  whose: "own" | "everybody",
): Promise<{ traces: TraceView[]; canRun: boolean }> {
  const ctx = await contextForOrg(await orgOfConnector(id));
  const isOwner = mayManage(ctx);
  const traces = isOwner && whose === "everybody" ? await listTraces(ctx, id) : await listOwnTraces(ctx, id, isOwner);
  return { traces, canRun: ctx.role !== "auditor" };
}

/** The page that asks whether a sign-in from another browser session is the person's own; they are signed in by now. */
export async function loadConfirmConnect(): Promise<void> {
  await requireSession();
}

async function connectorsPage(ctx: OrgContext): Promise<ConnectorsPage> {
  const items = await connectionsWithTools(ctx);
  const withCounts = items.map(async ({ tools, ...item }) => ({
    ...item,
    toolCount: tools.length,
    connectedPeople: ctx.role === "member" ? 0 : await countConnections(ctx, item.connector.id),
  }));
  return {
    items: await Promise.all(withCounts),
    kind: ctx.orgKind,
    canManage: ctx.role === "owner",
    canAct: ctx.role !== "auditor",
    reportUrl: reportUrl(),
  };
}

function reportUrl(): string | null {
  return env().REPORT_URL ?? null;
}
