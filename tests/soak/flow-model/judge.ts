import { accessToken } from "#lib/credentials/access-token.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext, OrgId } from "#lib/platform/ids.ts";
import type { World } from "./world.ts";

/**
 * What must be true whatever happened: a stored token belongs to whoever both began and finished its sign-in, in the
 * organization and at the connector it was begun for; no sign-in redeemed twice; nothing of one provider reached another.
 * @throws with what is not
 */
export async function judge(world: World): Promise<void> {
  const { providers, flows } = world;
  const problems = [...providers.leaks];
  for (const times of providers.redeemed.values()) if (times > 1) problems.push(`one sign-in redeemed ${times} codes`);
  const orgIds = [...new Set(world.places.map(({ org }) => org.id))];
  const rows = await db().connection.findMany({ where: { orgId: { in: orgIds }, credential: { isNot: null } } });
  for (const { id, orgId, userId, connectorId } of rows) {
    const ctx: OrgContext = { orgId: orgId as OrgId, userId, role: "member", orgKind: "organization" };
    const token = await accessToken(ctx, id);
    const issued = token.ok && token.value !== null ? providers.tokens.get(token.value) : undefined;
    const flow = flows.find(({ state }) => state === issued?.state);
    const finisher = world.finishedBy.get(issued?.state ?? "");
    const isRight =
      flow !== undefined &&
      flow.person.userId === userId &&
      finisher === flow.person &&
      flow.place.org.id === orgId &&
      flow.connectorId === connectorId &&
      flow.provider === issued?.provider;
    if (!isRight) problems.push(`a token of ${JSON.stringify(issued)} is stored for ${userId} at ${connectorId}`);
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
}
