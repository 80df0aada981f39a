import { record } from "#lib/audit/record.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { definitionShown } from "../data/policy.ts";
import type { ClassifyInput, KindPolicyInput, OwnPolicyInput, PolicyInput, TrustInput } from "../policy-schema.ts";
import type { SecurityPolicy } from "../types.ts";

const subjectOf = (connectorId: string) => ({ type: "connector", id: connectorId }) as const;

/**
 * Keeps what owners decided for a tool, or for the connector as a whole, where asking is what holds anyway. "Allow" for
 * a tool is kept with the definition it is given for: the one they were shown, else the one they would be shown now.
 * @returns false, with nothing kept, where that definition is nobody's
 */
export async function savePolicy(ctx: OrgContext, input: PolicyInput): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const isForDefinition = input.toolName !== "" && input.mode === "allow";
    const allowed = isForDefinition ? await definitionAllowed(tx, ctx, input) : null;
    if (isForDefinition && allowed === null) return false;
    await writePolicy(tx, ctx, input, allowed);
    return true;
  });
}

async function definitionAllowed(tx: Tx, ctx: OrgContext, input: PolicyInput): Promise<string | null> {
  const { connectorId, toolName: name, definitionHash: hash } = input;
  if (hash === undefined) return definitionShown(tx, ctx, input);
  const where = { orgId: ctx.orgId, connection: { connectorId }, name, hash };
  return (await tx.toolDefinition.count({ where })) > 0 ? hash : null;
}

/** The same inside the caller's transaction; `definitionHash`: what an "allow" for a tool is given for. */
export async function writePolicy(
  tx: Tx,
  ctx: OrgContext,
  input: Pick<PolicyInput, "connectorId" | "toolName" | "mode">,
  definitionHash: string | null,
): Promise<void> {
  const { connectorId, toolName } = input;
  const mode = toolName === "" && input.mode === "ask" ? null : input.mode;
  const where = { connectorId, toolName, orgId: ctx.orgId };
  const decided = mode && { mode, definitionHash, updatedById: ctx.userId };
  if (decided === null) await tx.toolPolicy.deleteMany({ where });
  else
    await tx.toolPolicy.upsert({
      where: { connectorId_toolName: { connectorId, toolName }, orgId: ctx.orgId },
      create: { ...where, ...decided },
      update: decided,
    });
  const data = { toolName, mode, definitionHash };
  await record(tx, ctx, { type: "connector.policyChanged", subject: subjectOf(connectorId), data });
}

/** Keeps what owners decided for the tools of one kind. */
export async function saveKindPolicy(ctx: OrgContext, { connectorId, kind, mode }: KindPolicyInput): Promise<void> {
  await db().$transaction(async (tx) => {
    const where = { connectorId, kind, orgId: ctx.orgId };
    if (mode === null) await tx.kindPolicy.deleteMany({ where });
    else
      await tx.kindPolicy.upsert({
        where: { connectorId_kind: { connectorId, kind }, orgId: ctx.orgId },
        create: { ...where, mode, updatedById: ctx.userId },
        update: { mode, updatedById: ctx.userId },
      });
    await record(tx, ctx, {
      type: "connector.kindPolicyChanged",
      subject: subjectOf(connectorId),
      data: { kind, mode },
    });
  });
}

/**
 * Keeps what these tools do, by owners' word about definitions that somebody's account in the workspace has.
 * @returns false, with nothing kept, where one of them is nobody's
 */
export async function saveClasses(ctx: OrgContext, { connectorId, tools }: ClassifyInput): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const { orgId } = ctx;
    const known = await tx.toolDefinition.findMany({
      where: { orgId, connection: { connectorId }, name: { in: tools.map(({ toolName }) => toolName) } },
      select: { name: true, hash: true },
    });
    const isKnown = (tool: ClassifyInput["tools"][number]) =>
      tool.kind === null || known.some(({ name, hash }) => name === tool.toolName && hash === tool.definitionHash);
    if (!tools.every(isKnown)) return false;
    for (const { toolName, definitionHash, kind } of tools) {
      const where = { connectorId, toolName, orgId };
      if (kind === null) await tx.toolClass.deleteMany({ where });
      else
        await tx.toolClass.upsert({
          where: { connectorId_toolName: { connectorId, toolName }, orgId },
          create: { ...where, definitionHash, kind, updatedById: ctx.userId },
          update: { definitionHash, kind, updatedById: ctx.userId },
        });
    }
    for (const data of tools)
      await record(tx, ctx, { type: "connector.toolClassified", subject: subjectOf(connectorId), data });
    return true;
  });
}

/** Keeps whether owners vouch for what comes from a connector. */
export async function saveTrust(ctx: OrgContext, { connectorId, isTrusted }: TrustInput): Promise<void> {
  await db().$transaction(async (tx) => {
    const where = { id: connectorId, orgId: ctx.orgId, isTrusted: !isTrusted };
    if ((await tx.connector.updateMany({ where, data: { isTrusted } })).count === 0) return;
    await record(tx, ctx, {
      type: "connector.trustChanged",
      subject: subjectOf(connectorId),
      data: { isTrusted },
    });
  });
}

/** Keeps what owners decided about content from outside. */
export async function saveSecurityPolicy(ctx: OrgContext, policy: SecurityPolicy): Promise<void> {
  await db().$transaction(async (tx) => {
    const decided = { ...policy, updatedById: ctx.userId };
    await tx.securityPolicy.upsert({
      where: { orgId: ctx.orgId },
      create: { orgId: ctx.orgId, ...decided },
      update: decided,
    });
    const subject = { type: "organization", id: ctx.orgId } as const;
    await record(tx, ctx, { type: "organization.securityChanged", subject, data: policy });
  });
}

/** Keeps what the caller wants stricter for themselves. */
export async function saveOwnPolicy(ctx: OrgContext, { connectorId, toolName, mode }: OwnPolicyInput): Promise<void> {
  const { orgId, userId } = ctx;
  await db().$transaction(async (tx) => {
    const key = { userId, connectorId, toolName };
    if (mode === null) await tx.personPolicy.deleteMany({ where: { ...key, orgId } });
    else
      await tx.personPolicy.upsert({
        where: { userId_connectorId_toolName: key, orgId },
        create: { ...key, orgId, mode },
        update: { mode },
      });
    const data = { toolName, mode };
    await record(tx, ctx, { type: "person.policyChanged", subject: subjectOf(connectorId), data });
  });
}
