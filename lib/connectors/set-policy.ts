import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { mayManage } from "./addresses.ts";
import { findConnector } from "./data.ts";
import * as keep from "./mutations/policy.ts";
import type { ClassifyInput, KindPolicyInput, OwnPolicyInput, PolicyInput, TrustInput } from "./policy-schema.ts";
import type { SecurityPolicy } from "./types.ts";

/** Decides for everybody in the workspace whether a tool, or a connector, runs, asks first, or is blocked. */
export async function setPolicy(
  ctx: OrgContext,
  input: PolicyInput,
): Promise<Result<void, "not_found" | "definition_changed">> {
  return ofDefinitions(ctx, input, () => keep.savePolicy(ctx, input));
}

/** Decides the same for all tools that owners classified as one kind. */
export async function setKindPolicy(ctx: OrgContext, input: KindPolicyInput): Promise<Result<void, "not_found">> {
  return decided(ctx, input, () => keep.saveKindPolicy(ctx, input));
}

/**
 * Says what tools do, for the definitions that were shown. What their servers claim of them is taken over in the same
 * way: it becomes the owner's own word.
 */
export async function classifyTools(
  ctx: OrgContext,
  input: ClassifyInput,
): Promise<Result<void, "not_found" | "definition_changed">> {
  return ofDefinitions(ctx, input, () => keep.saveClasses(ctx, input));
}

/** Says whether what comes from a connector is vouched for, so that it taints no conversation. */
export async function setTrust(ctx: OrgContext, input: TrustInput): Promise<Result<void, "not_found">> {
  return decided(ctx, input, () => keep.saveTrust(ctx, input));
}

/** Decides what the workspace makes of content from outside. */
export async function setSecurityPolicy(ctx: OrgContext, policy: SecurityPolicy): Promise<Result<void, "not_found">> {
  if (!mayManage(ctx)) return err("not_found");
  await keep.saveSecurityPolicy(ctx, policy);
  return ok(undefined);
}

/** Decides what the caller wants stricter for themselves than their workspace does. */
export async function setOwnPolicy(ctx: OrgContext, input: OwnPolicyInput): Promise<Result<void, "not_found">> {
  if ((await findConnector(ctx, input.connectorId)) === null) return err("not_found");
  await keep.saveOwnPolicy(ctx, input);
  return ok(undefined);
}

async function decided(
  ctx: OrgContext,
  input: { connectorId: string },
  save: () => Promise<void>,
): Promise<Result<void, "not_found">> {
  if (!(await mayDecide(ctx, input))) return err("not_found");
  await save();
  return ok(undefined);
}

async function ofDefinitions(
  ctx: OrgContext,
  input: { connectorId: string },
  save: () => Promise<boolean>,
): Promise<Result<void, "not_found" | "definition_changed">> {
  if (!(await mayDecide(ctx, input))) return err("not_found");
  return (await save()) ? ok(undefined) : err("definition_changed");
}

async function mayDecide(ctx: OrgContext, { connectorId }: { connectorId: string }): Promise<boolean> {
  return mayManage(ctx) && (await findConnector(ctx, connectorId)) !== null;
}
