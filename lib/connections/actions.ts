"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { orgAction, personAction } from "#lib/auth/org-action.ts";
import { err, ok } from "#lib/platform/result.ts";
import * as beginning from "./begin-connect.ts";
import { findConnectionId } from "./data.ts";
import * as ending from "./disconnect.ts";
import { type OwnConnectCode, type RefreshToolsProblem, toolsProblem } from "./errors.ts";
import { finishConnect } from "./finish-connect.ts";
import { resultPath } from "./result-path.ts";
import { confirmInput, connectInput, connectorInput } from "./schema.ts";
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

/** "Disconnect". */
export const disconnectAction = orgAction(
  { name: "connections.disconnect", schema: connectorInput },
  async (ctx, { connectorId }) => {
    const ended = await ending.disconnect(ctx, connectorId);
    if (ended.ok) revalidatePath("/", "layout");
    return ended;
  },
);

/** "Refresh tools". */
export const refreshToolsAction = orgAction(
  { name: "connections.refreshTools", schema: connectorInput },
  async (ctx, { connectorId }) => {
    const connectionId = await findConnectionId(ctx, connectorId);
    if (connectionId === null) return err<RefreshToolsProblem>("not_connected");
    const synced = await syncTools(ctx, connectionId);
    revalidatePath("/", "layout");
    if (synced.ok) return ok(synced.value);
    return err<RefreshToolsProblem>(toolsProblem(synced.error.reason));
  },
);
