import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { MAX_SCHEMA_BYTES, MAX_UNSAFE_SCHEMAS, SCHEMA_JOB_MS, UNSAFE_SCHEMA_MS } from "./constants.ts";
import { definitionHash } from "./definition.ts";
import { isShallow, jsonBytes } from "./json-limits.ts";
import { detailFrom } from "./problem.ts";
import { SchemaThreads } from "./schema-threads.ts";
import type { McpToolResult } from "./tool-result.ts";
import type { McpTool } from "./types.ts";

/** How a result stands to the schema its tool declares; null: it declares none, or an error is not bound by it. */
export type OutputCheck =
  | { outcome: "valid" }
  | { outcome: "mismatch"; detail: string }
  | { outcome: "unchecked"; reason: "took_too_long" | "schema_unusable" | "too_busy" | "result_cut" };
export type FailedOutputCheck = Exclude<OutputCheck, { outcome: "valid" }>;

/**
 * Checks a result's structured content against the tool's `outputSchema` (2025-06-18, Tools, "Output Schema"), in a
 * thread that is killed after SCHEMA_JOB_MS. The tool did run: whatever comes of this, the result is kept. A tool whose
 * schema had a thread killed is not checked again for a while, so that it cannot keep others' results waiting.
 */
export async function checkOutput(tool: McpTool, result: McpToolResult): Promise<OutputCheck | null> {
  const schema = tool.outputSchema;
  if (schema === undefined || result.isError) return null;
  if (result.structuredContent === undefined)
    return result.omitted?.includes("structuredContent")
      ? { outcome: "unchecked", reason: "result_cut" }
      : { outcome: "mismatch", detail: "" };
  if (!isShallow(schema) || jsonBytes(schema) > MAX_SCHEMA_BYTES)
    return { outcome: "unchecked", reason: "schema_unusable" };
  const unsafe = oncePerProcess("mcp-unsafe-schemas", () => new Map<string, number>());
  const hash = definitionHash(tool);
  if (Date.now() < (unsafe.get(hash) ?? 0)) return { outcome: "unchecked", reason: "took_too_long" };
  const checked = await schemaThreads().run({ schema, value: result.structuredContent }, SCHEMA_JOB_MS);
  switch (checked.kind) {
    case "valid":
      return { outcome: "valid" };
    case "invalid":
      return { outcome: "mismatch", detail: detailFrom(checked.detail) };
    case "unusable":
      return { outcome: "unchecked", reason: "schema_unusable" };
    case "busy":
      return { outcome: "unchecked", reason: "too_busy" };
    case "killed":
      if (unsafe.size >= MAX_UNSAFE_SCHEMAS) unsafe.clear();
      unsafe.set(hash, Date.now() + UNSAFE_SCHEMA_MS);
      return { outcome: "unchecked", reason: "took_too_long" };
  }
}

/** The process's threads for schemas. */
export function schemaThreads(): SchemaThreads {
  return oncePerProcess("mcp-schema-threads", () => new SchemaThreads());
}
