import type { Request, StandardSchemaV1 } from "@modelcontextprotocol/client";
import { brokenStream, type Link } from "./link.ts";
import type { McpReason } from "./types.ts";
import { streamEnd } from "./wire.ts";

/** The stream that a read waited on is gone; `reason` says more where we know more. */
class ReadBroken extends Error {
  readonly reason: McpReason;

  constructor(reason: McpReason) {
    super("The response stream ended without its answer");
    this.reason = reason;
  }
}

/**
 * Asks for something that may be asked for again. The SDK waits for its timeout when the response stream ends without an
 * answer; this tells at once.
 * @param timeout milliseconds altogether, whatever progress is reported
 * @throws what `linkProblem` sorts
 */
export async function readRequest<S extends StandardSchemaV1>(
  link: Link,
  request: Request,
  schema: S,
  timeout: number,
): Promise<StandardSchemaV1.InferOutput<S>> {
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, link.broken.signal]);
  try {
    return await streamEnd.run(
      // A turn later, so that an answer that came with the end of the stream is taken first.
      () => setImmediate(() => ended.abort()),
      () => link.client.request(request, schema, { timeout, maxTotalTimeout: timeout, signal }),
    );
  } catch (error) {
    if (signal.aborted) throw new ReadBroken(brokenStream(link).reason);
    throw error;
  }
}
