import { ok, type Result } from "#lib/platform/result.ts";
import { readToolList } from "./list-tools.ts";
import { detailFrom } from "./problem.ts";
import type { ServerCheck } from "./schema.ts";
import { openSession } from "./session.ts";
import type { McpEndpoint, McpProblem } from "./types.ts";

/**
 * Asks a server who it is and what it offers, and leaves nothing open. A server that wants a sign-in gives
 * `needs_authorization` with its challenge, which is where discovery starts.
 */
export async function checkServer(endpoint: McpEndpoint): Promise<Result<ServerCheck, McpProblem>> {
  const opened = await openSession(endpoint);
  if (!opened.ok) return opened;
  const session = opened.value;
  try {
    const list = await readToolList(session);
    if (!list.ok) return list;
    const { name, title, version } = session.server;
    const { transport, era, version: protocolVersion } = session.protocol;
    const { invalid, oversize, beyondLimit } = list.value.leftOut;
    return ok({
      name: detailFrom(name),
      ...(title && { title: detailFrom(title) }),
      version: detailFrom(version),
      transport,
      era,
      protocolVersion,
      toolCount: list.value.tools.length,
      toolsLeftOut: invalid + oversize + beyondLimit,
    });
  } finally {
    await session.close();
  }
}
