import { z } from "zod";
import { MCP_REASONS } from "./reasons.ts";

/** What we found out about how a server speaks; kept with the connection, so that the next session starts there. */
export const rememberedProtocolSchema = z.object({
  transport: z.enum(["streamable_http", "sse"]),
  era: z.enum(["modern", "legacy"]),
  version: z.string().max(40),
  at: z.iso.datetime(),
});
export type RememberedProtocol = z.infer<typeof rememberedProtocolSchema>;

/** What a check of a server found. Name, title and version are the server's own words. */
export const serverCheckSchema = z.object({
  name: z.string(),
  title: z.string().optional(),
  version: z.string(),
  transport: rememberedProtocolSchema.shape.transport,
  era: rememberedProtocolSchema.shape.era,
  protocolVersion: z.string(),
  toolCount: z.number().int(),
  toolsLeftOut: z.number().int(),
});
export type ServerCheck = z.infer<typeof serverCheckSchema>;

/** A problem as it is stored with a connector's last check. */
export const mcpProblemSchema = z.object({
  reason: z.enum(MCP_REASONS),
  detail: z.string().optional(),
  challenge: z.string().nullable().optional(),
  status: z.number().int().optional(),
});
