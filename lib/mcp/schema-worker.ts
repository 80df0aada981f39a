/**
 * Checks values against schemas that servers wrote: a thread of its own, because either can be made to take forever and
 * only a thread can be killed. Answers each job in turn. Nothing is fetched: a `$ref` that leads out is an error.
 */
import { parentPort } from "node:worker_threads";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";

export type SchemaJob = { schema: object; value: unknown };
export type SchemaAnswer = { kind: "valid" } | { kind: "invalid"; detail: string } | { kind: "unusable" };

const OPTIONS = {
  strict: false,
  allErrors: false,
  logger: false,
  addUsedSchema: false,
  // Annotations, says JSON Schema 2020-12, unless asked for.
  validateFormats: false,
} as const;

const DRAFT_7 = /^https?:\/\/json-schema\.org\/draft-0[67]\/schema#?$/;

function check({ schema, value }: SchemaJob): SchemaAnswer {
  // Ajv's own keyword for schemas that are checked asynchronously: no part of JSON Schema.
  const { $schema: dialect, $async: _, ...rest } = schema as { $schema?: unknown; $async?: unknown };
  const ajv = typeof dialect === "string" && DRAFT_7.test(dialect) ? new Ajv(OPTIONS) : new Ajv2020(OPTIONS);
  try {
    const validate = ajv.compile(rest);
    if (validate(value)) return { kind: "valid" };
    return { kind: "invalid", detail: ajv.errorsText(validate.errors, { dataVar: "result" }) };
  } catch {
    return { kind: "unusable" };
  }
}

parentPort?.on("message", (job: SchemaJob) => parentPort?.postMessage(check(job)));
parentPort?.postMessage("ready");
