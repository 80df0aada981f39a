import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { MAX_REFUSAL_BYTES, RESPONSE_LINGER_MS, WIRE_PIECE_BYTES } from "./constants.ts";
import { EventScanner } from "./event-scanner.ts";
import { JsonScanner } from "./json-scanner.ts";

/** A server's answer passed a limit; `reason` is told like those of the guarded fetch. */
class WireLimitError extends Error {
  readonly reason = "too_large";

  constructor() {
    super("The answer passes a limit");
  }
}

type Scanner = { accepts(bytes: Uint8Array): boolean };

/** Ends of the response streams opened inside `withExchanges`, so that none outlives what it was for. */
const exchanges = oncePerProcess("mcp-exchanges", () => new AsyncLocalStorage<Set<() => void>>());

/** Told when the response stream of the read made inside `streamEnd.run` ends for good; calls have a context of their own. */
export const streamEnd = oncePerProcess("mcp-stream-end", () => new AsyncLocalStorage<() => void>());

/**
 * Runs one operation and closes the response streams it opened, those that a server never ends too. Most end by
 * themselves a moment after their answer, and then their connection can be used again.
 */
export async function withExchanges<T>(run: () => Promise<T>): Promise<T> {
  const ends = new Set<() => void>();
  try {
    return await exchanges.run(ends, run);
  } finally {
    const closeAll = () => {
      for (const end of ends) end();
    };
    if (ends.size > 0) setTimeout(closeAll, RESPONSE_LINGER_MS).unref();
  }
}

/**
 * `send`, its answers within the limits of constants.ts before anything parses them: nesting, number of values, size
 * and number of events. Bytes come in small pieces, with a turn of the event loop between them, so that a server that
 * sends fast takes no more than its share. A refusal's body, and one that is no MCP message, is cut, not refused.
 * @param onLimit told when an answer passed a limit: some readers say no more than that their stream broke
 */
export function boundedFetch(send: typeof fetch, onLimit: () => void): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init);
    if (response.body === null) return response;
    const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    let scanner: Scanner | null = null;
    if (response.ok && type === "text/event-stream") scanner = new EventScanner();
    else if (response.ok && type === "application/json") scanner = new JsonScanner();
    const { status, statusText, headers } = response;
    const bounded = new Response(boundedBody(response.body, scanner, onLimit), { status, statusText, headers });
    Object.defineProperty(bounded, "url", { value: response.url });
    Object.defineProperty(bounded, "redirected", { value: response.redirected });
    return bounded;
  };
}

function boundedBody(
  body: ReadableStream<Uint8Array>,
  scanner: Scanner | null,
  onLimit: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  const open = exchanges.getStore();
  let rest: Uint8Array | null = null;
  let bytes = 0;
  let isOver = false;
  let end = (): void => {};
  const finish = (): void => {
    isOver = true;
    open?.delete(end);
  };
  return new ReadableStream(
    {
      start(controller) {
        end = () => {
          finish();
          // The reader upstream may have ended it already.
          try {
            controller.close();
          } catch {}
          void reader.cancel().catch(() => {});
        };
        open?.add(end);
      },
      async pull(controller) {
        if (rest === null) {
          const { done, value } = await reader.read();
          if (isOver) return;
          if (done) {
            finish();
            controller.close();
            return;
          }
          rest = value;
        }
        const piece = rest.subarray(0, WIRE_PIECE_BYTES);
        rest = rest.length > WIRE_PIECE_BYTES ? rest.subarray(WIRE_PIECE_BYTES) : null;
        if (bytes > 0) await nextTurn();
        if (isOver) return;
        bytes += piece.length;
        if (scanner === null && bytes > MAX_REFUSAL_BYTES) return end();
        if (scanner?.accepts(piece) === false) {
          finish();
          void reader.cancel().catch(() => {});
          onLimit();
          throw new WireLimitError();
        }
        controller.enqueue(new Uint8Array(piece));
      },
      async cancel(reason) {
        finish();
        await reader.cancel(reason).catch(() => {});
      },
    },
    { highWaterMark: 0 },
  );
}
