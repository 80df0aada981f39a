import { clientKeys } from "#lib/credentials/registrations.ts";
import { clientMetadataDocument } from "#lib/oauth/client-metadata.ts";
import { env } from "#lib/platform/env.ts";
import { PRODUCT_NAME } from "#lib/platform/product.ts";
import { clientDocumentUrl, redirectUri } from "./addresses.ts";
import { isConnectorId } from "./data.ts";

/**
 * Our client metadata document for one connector, public by design: it holds nothing but our own addresses. Null for
 * an id that belongs to no connector, and where PUBLIC_URL is not https.
 */
export async function clientDocument(connectorId: string): Promise<object | null> {
  const clientId = clientDocumentUrl(connectorId);
  if (clientId === null || !(await isConnectorId(connectorId))) return null;
  return clientMetadataDocument({
    clientId,
    redirectUri: redirectUri(connectorId),
    clientName: PRODUCT_NAME,
    clientUri: env().PUBLIC_URL,
    keys: await clientKeys(connectorId),
  });
}
