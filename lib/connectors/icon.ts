import { createHash } from "node:crypto";
import { ICON_MAX_BYTES } from "#lib/mcp/constants.ts";
import { guardedFetch } from "#lib/platform/http/guarded-fetch.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { imageSize, mediaTypeOf } from "#lib/platform/media-type.ts";
import { ICON_FETCH_MS, ICON_KEPT_MS, ICON_MAX_PX } from "./constants.ts";
import { findIcon } from "./data.ts";
import { saveIcon } from "./mutations.ts";
import type { Connector } from "./types.ts";

type Picture = { contentType: string; bytes: Uint8Array };

/** What browsers draw without running anything. */
const SHOWN = new Set(["image/png", "image/jpeg", "image/webp", "image/gif", "image/x-icon"]);

/** A connector's picture for somebody in its workspace; null when there is none. */
export async function connectorIcon(
  ctx: OrgContext,
  connectorId: string,
): Promise<(Picture & { etag: string }) | null> {
  const icon = await findIcon(ctx, connectorId);
  if (!icon?.bytes || !icon.contentType || !SHOWN.has(icon.contentType)) return null;
  const etag = `"${createHash("sha256").update(icon.bytes).digest("base64url")}"`;
  return { contentType: icon.contentType, bytes: icon.bytes, etag };
}

/**
 * Looks at the pictures a server names (lib/mcp/icons.ts chose them: data, or its own origin) and keeps the first that
 * is one. Fetched without an account, and never again within a day unless the server names another.
 */
export async function refreshIcon(
  ctx: OrgContext,
  connector: Pick<Connector, "id" | "url">,
  candidates: readonly string[],
): Promise<void> {
  const source = candidates.length === 0 ? "" : createHash("sha256").update(candidates.join("\n")).digest("base64url");
  const kept = await findIcon(ctx, connector.id);
  const isFresh = kept !== null && Date.now() - kept.fetchedAt.getTime() < ICON_KEPT_MS;
  if (isFresh ? kept.source === source : candidates.length === 0 && kept === null) return;
  for (const candidate of candidates) {
    const picture = await load(candidate);
    if (picture) return saveIcon(ctx, connector, { source, ...picture });
  }
  await saveIcon(ctx, connector, { source, contentType: null, bytes: null });
}

async function load(source: string): Promise<Picture | null> {
  const bytes = source.startsWith("data:") ? bytesOf(source) : await fetched(source);
  if (!bytes || bytes.length > ICON_MAX_BYTES) return null;
  const contentType = mediaTypeOf(bytes);
  if (contentType === null || !SHOWN.has(contentType)) return null;
  const size = imageSize(bytes);
  return size && Math.max(size.width, size.height) <= ICON_MAX_PX ? { contentType, bytes } : null;
}

function bytesOf(dataUrl: string): Uint8Array {
  return new Uint8Array(Buffer.from(dataUrl.slice(dataUrl.indexOf(",") + 1), "base64"));
}

/** The bytes at an address; null for whatever goes wrong. No token, no cookie, no redirect to another origin. */
async function fetched(address: string): Promise<Uint8Array | null> {
  const send = guardedFetch({ totalMs: ICON_FETCH_MS, firstByteMs: ICON_FETCH_MS, maxBytes: ICON_MAX_BYTES });
  try {
    const response = await send(address, { headers: { accept: [...SHOWN].join(", ") } });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return response.status === 200 ? bytes : null;
  } catch {
    return null;
  }
}
