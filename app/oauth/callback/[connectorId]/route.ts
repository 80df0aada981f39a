import { currentSession } from "#lib/auth/loaders.ts";
import { finishConnect } from "#lib/connections/finish-connect.ts";
import { resultPath } from "#lib/connections/result-path.ts";
import { env } from "#lib/platform/env.ts";

type Route = { params: Promise<{ connectorId: string }> };

/** Where a provider sends the browser back to. Finishes the sign-in once and leads on; the address stays in no history entry of ours. */
export async function GET(request: Request, { params }: Route): Promise<Response> {
  const { connectorId } = await params;
  const query = new URL(request.url).search.slice(1);
  const confirmPath = `/oauth/confirm/${encodeURIComponent(connectorId)}?${query}`;
  const session = await currentSession();
  if (!session) return seeOther(`/sign-in?returnTo=${encodeURIComponent(confirmPath)}`);
  const outcome = await finishConnect(session, { connectorId, query, isConfirmed: false });
  return seeOther(outcome.kind === "confirm" ? confirmPath : resultPath(connectorId, outcome));
}

function seeOther(path: string): Response {
  const headers = {
    Location: `${env().PUBLIC_URL}${path}`,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
  };
  return new Response(null, { status: 303, headers });
}
