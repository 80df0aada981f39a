import { definitionHash } from "#lib/mcp/definition.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { toolCatalogue } from "#tests/fakes/tool-catalogue/catalogue.ts";

/** Connects a person to the first so many products of the catalogue: forty tools each, as if their servers had been asked just now. */
export async function connectManyTools(ctx: OrgContext, products: number): Promise<{ connectorIds: string[] }> {
  const { orgId, userId } = ctx;
  const catalogue = toolCatalogue().slice(0, products);
  const rows = catalogue.map((product) => ({ ...product, id: newId("connector"), connectionId: newId("connection") }));
  await db().connector.createMany({
    data: rows.map(({ id, slug, name }) => ({
      id,
      orgId,
      slug,
      name,
      url: `https://${slug}.example/mcp`,
      auth: "none" as const,
      createdById: userId,
    })),
  });
  await db().connection.createMany({
    data: rows.map(({ id, connectionId }) => ({
      id: connectionId,
      orgId,
      connectorId: id,
      userId,
      accountName: "ann@there",
      toolsSyncedAt: new Date(),
    })),
  });
  await db().toolDefinition.createMany({
    data: rows.flatMap(({ connectionId, tools }) =>
      tools.map((tool, position) => ({
        orgId,
        connectionId,
        name: tool.name,
        position,
        definition: tool as object,
        hash: definitionHash(tool),
      })),
    ),
  });
  return { connectorIds: rows.map(({ id }) => id) };
}
