import { notFound } from "next/navigation";
import { clientDocument } from "#lib/connectors/client-document.ts";

type Route = { params: Promise<{ connectorId: string }> };

/** Our client metadata document for one connector (draft-ietf-oauth-client-id-metadata-document), for providers to read. */
export async function GET(_request: Request, { params }: Route): Promise<Response> {
  const document = await clientDocument((await params).connectorId);
  if (!document) notFound();
  return Response.json(document, { headers: { "Cache-Control": "public, max-age=300" } });
}
