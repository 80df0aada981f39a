import { z } from "zod";
import { ICON_MAX_BYTES, INSTRUCTIONS_CHARS, MAX_ICONS, MAX_URI_CHARS, OFFER_NAME_CHARS } from "./constants.ts";
import { iconCandidates } from "./icons.ts";
import { detailFrom } from "./problem.ts";
import type { JsonObject } from "./types.ts";

/** Base64 of the largest picture we take, with what stands before it. */
const ICON_SOURCE_CHARS = Math.ceil(ICON_MAX_BYTES / 3) * 4 + 64;

/** What a server says of itself, as it is stored with a connection. All of it is the server's own words. */
export const serverInfoSchema = z.object({
  name: z.string(),
  title: z.string().optional(),
  version: z.string(),
  websiteUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** How it wants to be used; untrusted, and cut. */
  instructions: z.string().optional(),
  /** Addresses or data URLs of pictures, the one to try first in front. */
  icons: z.array(z.string().max(Math.max(ICON_SOURCE_CHARS, MAX_URI_CHARS))).max(MAX_ICONS),
  /** The names of what it declares to offer: "tools", "prompts", … */
  capabilities: z.array(z.string()),
});
export type ServerInfo = z.infer<typeof serverInfoSchema>;

/** Reads what a server said of itself while connecting, within our limits; what is ill-formed is left out. */
export function serverInfoFrom(said: {
  server: JsonObject | undefined;
  instructions: string | undefined;
  capabilities: JsonObject | undefined;
  url: string;
}): ServerInfo {
  const { server = {}, capabilities = {}, url } = said;
  const text = (value: unknown) => (typeof value === "string" ? detailFrom(value) : "");
  const websiteUrl = serverInfoSchema.shape.websiteUrl.safeParse(server.websiteUrl).data;
  const instructions = storable(said.instructions ?? "").slice(0, INSTRUCTIONS_CHARS);
  const title = text(server.title);
  return {
    name: text(server.name),
    ...(title && { title }),
    version: text(server.version),
    ...(websiteUrl && websiteUrl.length <= MAX_URI_CHARS && { websiteUrl }),
    ...(instructions.trim() && { instructions: instructions.toWellFormed() }),
    icons: iconCandidates(server.icons, url)
      .filter((source) => source.length <= (source.startsWith("data:") ? ICON_SOURCE_CHARS : MAX_URI_CHARS))
      .slice(0, MAX_ICONS),
    capabilities: Object.keys(capabilities)
      .map((name) => storable(name).slice(0, OFFER_NAME_CHARS))
      .slice(0, MAX_CAPABILITIES),
  };
}

const MAX_CAPABILITIES = 32;

function storable(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}
