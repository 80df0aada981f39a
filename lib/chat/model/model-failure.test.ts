import { APICallError } from "@ai-sdk/provider";
import { expect, test } from "vitest";
import { EgressError } from "#lib/platform/http/egress-error.ts";
import { modelFailure } from "./model-failure.ts";

const answered = (statusCode: number, message = "no") =>
  new APICallError({ message, url: "http://model", requestBodyValues: {}, statusCode });
const egress = (reason: "timeout" | "connect_failed") => new EgressError(reason, "model", { maybeSent: false });

test.each([
  [answered(401), "model_refused_key"],
  [answered(404), "model_unknown"],
  [answered(429), "model_rate_limited"],
  [answered(400, "This model's maximum context length is 8192 tokens"), "model_context_full"],
  [answered(400, "tools[0] is invalid"), "model_failed"],
  [answered(503), "model_failed"],
  [
    new APICallError({ message: "x", url: "u", requestBodyValues: {}, cause: egress("connect_failed") }),
    "model_unreachable",
  ],
  [egress("timeout"), "model_timeout"],
  [new DOMException("slow", "TimeoutError"), "model_timeout"],
  [new Error("anything else"), "model_failed"],
])("%s", (error, code) => {
  expect(modelFailure(error)).toBe(code);
});
