import { findConnector } from "#lib/connectors/data.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { err, type Result } from "#lib/platform/result.ts";
import { runCheck } from "./run-check.ts";

/** A check as JSON lines: `{"step"}` for each step as it ends, `{"outcome"}` at the end. It goes on if nobody listens. */
export async function checkStream(
  ctx: OrgContext,
  connectorId: string,
): Promise<Response | Result<never, "not_found">> {
  if (!(await findConnector(ctx, connectorId))) return err("not_found");
  let isOpen = true;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const encoder = new TextEncoder();
      const tell = (line: object) => {
        if (isOpen) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      };
      try {
        const checked = await runCheck(ctx, connectorId, (step) => tell({ step }));
        tell({ outcome: checked.ok ? checked.value.outcome : "failed" });
      } catch (error) {
        log().error({ err: error, connectorId }, "a check ended in an unexpected error");
      }
      if (isOpen) controller.close();
    },
    cancel() {
      isOpen = false;
    },
  });
  const headers = { "Content-Type": "application/x-ndjson", "Cache-Control": "no-store", "X-Accel-Buffering": "no" };
  return new Response(body, { headers });
}
