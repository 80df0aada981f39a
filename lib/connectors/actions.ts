"use server";

import { revalidatePath } from "next/cache";
import { orgAction } from "#lib/auth/org-action.ts";
import { nothing } from "#lib/auth/schema.ts";
import * as adding from "./add-connector.ts";
import * as editing from "./edit-connector.ts";
import * as managing from "./manage-connector.ts";
import {
  classifyInput,
  kindPolicyInput,
  ownPolicyInput,
  policyInput,
  securityPolicySchema,
  trustInput,
} from "./policy-schema.ts";
import { addInput, checkInput, connectorIdInput, editInput, reportInput, saveInput } from "./schema.ts";
import * as deciding from "./set-policy.ts";
import { editableConnector } from "./settings-view.ts";

const OWNERS = ["owner"] as const;

/** The add dialog opens: an id is reserved, so that its callback URL can be shown. */
export const reserveConnectorAction = orgAction(
  { name: "connectors.reserve", schema: nothing, roles: OWNERS },
  async (ctx) => adding.reserveConnector(ctx),
);

/** Looks at a server before it is added. */
export const inspectServerAction = orgAction(
  { name: "connectors.inspect", schema: checkInput, roles: OWNERS },
  async (ctx, { url }) => adding.inspectServer(ctx, url),
);

/** Adds a connector; with `anyway`, also one whose server does not work. */
export const addConnectorAction = orgAction(
  { name: "connectors.add", schema: addInput, roles: OWNERS },
  async (ctx, input) => {
    const added = await adding.addConnector(ctx, input);
    if (added.ok && added.value.kind === "added") revalidatePath("/", "layout");
    return added;
  },
);

/** The edit dialog opens: what is set, without anything secret. */
export const editableConnectorAction = orgAction(
  { name: "connectors.editable", schema: connectorIdInput, roles: OWNERS },
  async (ctx, { connectorId }) => editableConnector(ctx, connectorId),
);

/** What an edit would do to the people who are connected. */
export const previewEditAction = orgAction(
  { name: "connectors.previewEdit", schema: editInput, roles: OWNERS },
  async (ctx, input) => editing.previewEdit(ctx, input),
);

/** Saves an edit with the consequences that were shown. */
export const editConnectorAction = orgAction(
  { name: "connectors.edit", schema: saveInput, roles: OWNERS },
  async (ctx, { edit, shown }) => {
    const edited = await editing.editConnector(ctx, edit, shown);
    if (edited.ok) revalidatePath("/", "layout");
    return edited;
  },
);

/** Removes a connector for everybody in the workspace. */
export const removeConnectorAction = orgAction(
  { name: "connectors.remove", schema: connectorIdInput, roles: OWNERS },
  async (ctx, { connectorId }) => {
    const removed = await managing.removeConnector(ctx, connectorId);
    if (removed.ok) revalidatePath("/", "layout");
    return removed;
  },
);

/** Looks at a connector's server again. */
export const recheckConnectorAction = orgAction(
  { name: "connectors.recheck", schema: connectorIdInput, roles: OWNERS },
  async (ctx, { connectorId }) => {
    const checked = await managing.recheckConnector(ctx, connectorId);
    if (checked.ok) revalidatePath("/", "layout");
    return checked;
  },
);

/** Records a report about a connector. */
export const reportConnectorAction = orgAction(
  { name: "connectors.report", schema: reportInput, roles: ["owner", "admin", "member", "auditor"] },
  async (ctx, input) => managing.reportConnector(ctx, input),
);

/** Decides what holds for a tool, or for the connector as a whole, in this workspace. */
export const setPolicyAction = orgAction(
  { name: "connectors.setPolicy", schema: policyInput, roles: OWNERS },
  async (ctx, input) => shownEverywhere(await deciding.setPolicy(ctx, input)),
);

/** Decides what holds for the tools of one kind. */
export const setKindPolicyAction = orgAction(
  { name: "connectors.setKindPolicy", schema: kindPolicyInput, roles: OWNERS },
  async (ctx, input) => shownEverywhere(await deciding.setKindPolicy(ctx, input)),
);

/** Says what tools do, one or many, as they were shown. */
export const classifyToolsAction = orgAction(
  { name: "connectors.classifyTools", schema: classifyInput, roles: OWNERS },
  async (ctx, input) => shownEverywhere(await deciding.classifyTools(ctx, input)),
);

/** Says whether what comes from a connector is vouched for. */
export const setTrustAction = orgAction(
  { name: "connectors.setTrust", schema: trustInput, roles: OWNERS },
  async (ctx, input) => shownEverywhere(await deciding.setTrust(ctx, input)),
);

/** Decides what the workspace makes of content from outside. */
export const setSecurityPolicyAction = orgAction(
  { name: "connectors.setSecurityPolicy", schema: securityPolicySchema, roles: OWNERS },
  async (ctx, policy) => shownEverywhere(await deciding.setSecurityPolicy(ctx, policy)),
);

/** Decides what a person wants stricter for themselves. */
export const setOwnPolicyAction = orgAction(
  { name: "connectors.setOwnPolicy", schema: ownPolicyInput },
  async (ctx, input) => shownEverywhere(await deciding.setOwnPolicy(ctx, input)),
);

function shownEverywhere<R extends { ok: boolean }>(result: R): R {
  if (result.ok) revalidatePath("/", "layout");
  return result;
}
