"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { orgAction, personAction } from "#lib/auth/org-action.ts";
import { err, ok } from "#lib/platform/result.ts";
import * as beginning from "./begin-connect.ts";
import { ownAccounts } from "./data.ts";
import * as ending from "./disconnect.ts";
import { type OwnConnectCode, type RefreshToolsProblem, toolsProblem } from "./errors.ts";
import { finishConnect } from "./finish-connect.ts";
import { renameAccount } from "./mutations.ts";
import { resultPath } from "./result-path.ts";
import { confirmInput, connectInput, connectorInput, disconnectInput, renameAccountInput } from "./schema.ts";
import { syncTools } from "./tools.ts";

/** "Connect" and "Reconnect": done at once, or where to sign in. */
export const beginConnectAction = orgAction({ name: "connections.begin", schema: connectInput }, async (ctx, input) => {
  const begun = await beginning.beginConnect(ctx, input);
  if (begun.ok && begun.value.kind === "connected") revalidatePath("/", "layout");
  return begun;
});

/** The person says that a sign-in from another browser session is theirs. Stands in for the lost browser binding. */
export const confirmConnectAction = personAction(
  { name: "connections.confirm", schema: confirmInput },
  async (session, { connectorId, query }) => {
    const finished = await finishConnect(session, { connectorId, query, isConfirmed: true });
    if (finished.kind === "confirm") return err<OwnConnectCode>("flow_unknown");
    redirect(resultPath(connectorId, finished));
  },
);

/** "Disconnect": one account, or all of them. */
export const disconnectAction = orgAction(
  { name: "connections.disconnect", schema: disconnectInput },
  async (ctx, { connectorId, connectionId }) => {
    const ended = await ending.disconnect(ctx, connectorId, connectionId);
    if (ended.ok) revalidatePath("/", "layout");
    return ended;
  },
);

/** Gives one of the person's own accounts a name. */
export const renameAccountAction = orgAction(
  { name: "connections.renameAccount", schema: renameAccountInput },
  async (ctx, { connectionId, name }) => {
    const isRenamed = await renameAccount(ctx, connectionId, name);
    revalidatePath("/", "layout");
    return isRenamed ? ok(undefined) : err<OwnConnectCode>("not_found");
  },
);

/** "Refresh tools": of all the person's accounts at a connector; the first problem where there is one. */
export const refreshToolsAction = orgAction(
  { name: "connections.refreshTools", schema: connectorInput },
  async (ctx, { connectorId }) => {
    const accounts = await ownAccounts(ctx, connectorId);
    if (accounts.length === 0) return err<RefreshToolsProblem>("not_connected");
    const synced = await Promise.all(accounts.map((connectionId) => syncTools(ctx, connectionId)));
    revalidatePath("/", "layout");
    for (const one of synced) if (!one.ok) return err<RefreshToolsProblem>(toolsProblem(one.error.reason));
    const toolCount = synced.reduce((sum, one) => sum + (one.ok ? one.value.toolCount : 0), 0);
    return ok({ toolCount });
  },
);
