import type { Response as UndiciResponse } from "undici";
import type { EgressLimits } from "./constants.ts";
import type { Deadline } from "./deadline.ts";

const NULL_BODY_STATUS = new Set([204, 205, 304]);

/**
 * The platform's own Response over undici's: the same status, headers and bytes, but the body ends with an EgressError
 * at the size limit, after an idle time or at the deadline. `onEnd` runs once, however it ends.
 */
export function boundedResponse(
  response: UndiciResponse,
  limits: EgressLimits,
  deadline: Deadline,
  onEnd: () => void,
  isRedirected: boolean,
): Response {
  const { status, statusText, body } = response;
  let stream: ReadableStream<Uint8Array> | null = null;
  if (body === null || NULL_BODY_STATUS.has(status) || response.headers.get("content-length") === "0") onEnd();
  else stream = boundedBody(body as ReadableStream<Uint8Array>, limits, deadline, onEnd);
  const bounded = new Response(stream, { status, statusText, headers: [...response.headers] });
  Object.defineProperty(bounded, "url", { value: response.url });
  Object.defineProperty(bounded, "redirected", { value: isRedirected });
  return bounded;
}

function boundedBody(
  body: ReadableStream<Uint8Array>,
  limits: EgressLimits,
  deadline: Deadline,
  onEnd: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream(
    {
      // The deadline ends the stream even while nobody reads it.
      start(controller) {
        deadline.signal.addEventListener("abort", () => {
          controller.error(deadline.problem);
          onEnd();
        });
      },
      async pull(controller) {
        deadline.start("idle", limits.idleMs);
        try {
          const { done, value } = await reader.read();
          if (deadline.problem !== null) return;
          deadline.stop("idle");
          if (done) {
            controller.close();
            onEnd();
            return;
          }
          bytes += value.byteLength;
          if (bytes > limits.maxBytes) deadline.fail("too_large");
          else controller.enqueue(new Uint8Array(value));
        } catch {
          deadline.fail("connect_failed");
        }
      },
      async cancel() {
        await reader.cancel().catch(() => {});
        onEnd();
      },
    },
    { highWaterMark: 0 },
  );
}
