import { APICallError } from "@ai-sdk/provider";
import { expect, test } from "vitest";
import { EgressError, type EgressReason } from "#lib/platform/http/egress-error.ts";
import { modelProblem } from "./model-failure.ts";

const answered = (statusCode: number, message = "no") =>
  new APICallError({ message, url: "http://model", requestBodyValues: {}, statusCode });
const egress = (reason: EgressReason) => new EgressError(reason, "model", { maybeSent: false });

test.each([
  [answered(401), "model_refused_key"],
  [answered(404), "model_unknown"],
  [answered(429), "model_rate_limited"],
  [answered(400, "This model's maximum context length is 8192 tokens"), "model_context_full"],
  [answered(400, "tools[0] is invalid"), "model_failed"],
  [answered(503), "model_unavailable"],
  [
    new APICallError({ message: "x", url: "u", requestBodyValues: {}, cause: egress("connect_failed") }),
    "model_unreachable",
  ],
  [egress("timeout"), "model_timeout"],
  [new DOMException("slow", "TimeoutError"), "model_timeout"],
  [new Error("anything else"), "model_failed"],
])("%s", (error, code) => {
  expect(modelProblem(error).code).toBe(code);
});

test.each([
  ["seconds", { "retry-after": "7" }, 7_000],
  ["milliseconds", { "retry-after-ms": "250", "retry-after": "1" }, 250],
  ["nothing", {}, "unsaid"],
  ["nonsense", { "retry-after": "soon" }, "unsaid"],
  ["a date that is over", { "retry-after": "Thu, 01 Jan 1970 00:00:00 GMT" }, 0],
])("a provider's Retry-After: %s", (_, responseHeaders, expected) => {
  const error = new APICallError({
    message: "busy",
    url: "u",
    requestBodyValues: {},
    statusCode: 429,
    responseHeaders: responseHeaders as Record<string, string>,
  });
  expect(modelProblem(error).retryAfterMs).toBe(expected);
});

test.each([400, 401, 403, 404, 413, 422])("%d stays what it is: nobody asks again", (status) => {
  expect(modelProblem(answered(status)).retryAfterMs).toBeNull();
});

test("an address that is not allowed is said to be, and not tried again", () => {
  expect(modelProblem(egress("address_not_public"))).toEqual({ code: "model_address", retryAfterMs: null });
});
