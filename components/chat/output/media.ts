import { mediaTypeOf, SIGNATURE_BYTES } from "#lib/platform/media-type.ts";

/** Formats a browser draws without running anything; SVG is not among them. */
const IMAGES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);
/** Base64 characters of a picture or a sound that is shown here; a larger one can be downloaded. */
const MAX_CHARS = 4 * 1024 * 1024;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** A data URL for what some base64 is by its own first bytes, whatever it is called; null when it is not shown here. */
export function mediaUrl(kind: "image" | "audio", base64: string): string | null {
  if (base64.length > MAX_CHARS || !BASE64.test(base64)) return null;
  const type = mediaTypeOf(firstBytes(base64));
  const isShown = kind === "image" ? IMAGES.has(type ?? "") : type?.startsWith("audio/");
  return isShown ? `data:${type};base64,${base64}` : null;
}

function firstBytes(base64: string): Uint8Array {
  const start = base64.slice(0, Math.ceil((SIGNATURE_BYTES * 2) / 4) * 4);
  try {
    return Uint8Array.from(atob(start), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
