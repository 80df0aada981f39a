import { z } from "zod";
import { HEADER_NAME_MAX, MAX_HEADERS } from "#lib/connectors/constants.ts";
import { headerValueSchema } from "#lib/connectors/schema.ts";
import { MCP_REASONS } from "#lib/mcp/reasons.ts";
import { ACCOUNT_NAME_MAX } from "./constants.ts";

/** What a person calls one of their accounts: visible text in one line. */
export const accountName = z
  .string()
  .trim()
  .min(1)
  .max(ACCOUNT_NAME_MAX)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);

export const connectInput = z.strictObject({
  connectorId: z.string().min(1).max(64),
  /** Which account: one more under this name, or one there is, anew. Left out: the first. */
  account: z
    .union([z.strictObject({ name: accountName }), z.strictObject({ id: z.string().min(1).max(64) })])
    .optional(),
  /** One of our own pages, to come back to. */
  returnTo: z.string().max(2_048),
  /** The person's own values, for a connector that takes request headers. */
  headers: z
    .array(z.strictObject({ name: z.string().min(1).max(HEADER_NAME_MAX), value: headerValueSchema }))
    .max(MAX_HEADERS)
    .optional(),
});
export type ConnectInput = z.infer<typeof connectInput>;

export const connectorInput = z.strictObject({ connectorId: z.string().min(1).max(64) });

/** A connector named by the path of a route. */
export const connectorPathInput = z.strictObject({ id: z.string().min(1).max(64) });

/** All of the person's accounts at a connector, or one of them. */
export const disconnectInput = connectorInput.extend({ connectionId: z.string().min(1).max(64).optional() });

const accountInput = z.strictObject({ connectionId: z.string().min(1).max(64) });
export const renameAccountInput = accountInput.extend({ name: accountName });

/** The query of a provider's answer, carried through a sign-in of ours. */
export const confirmInput = z.strictObject({
  connectorId: z.string().min(1).max(64),
  query: z.string().max(16_384),
});

/** What keeps a tool list from being whole: entries that were left out, and why there may be more than was read. */
export const toolsNoticeSchema = z.object({
  leftOut: z.object({ invalid: z.number().int(), oversize: z.number().int(), beyondLimit: z.number().int() }),
  partial: z.enum(["limit", "cursor_loop", ...MCP_REASONS]).nullable(),
});
export type ToolsNotice = z.infer<typeof toolsNoticeSchema>;
