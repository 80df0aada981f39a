/** The first bytes by which formats are known; -1 stands for any byte. */
const SIGNATURES: [string, readonly number[]][] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
  ["image/webp", [0x52, 0x49, 0x46, 0x46, -1, -1, -1, -1, 0x57, 0x45, 0x42, 0x50]],
  ["image/avif", [-1, -1, -1, -1, 0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69]],
  ["image/x-icon", [0x00, 0x00, 0x01, 0x00]],
  ["audio/wav", [0x52, 0x49, 0x46, 0x46, -1, -1, -1, -1, 0x57, 0x41, 0x56, 0x45]],
  ["audio/mpeg", [0x49, 0x44, 0x33]],
  ["audio/mpeg", [0xff, 0xfb]],
  ["audio/mpeg", [0xff, 0xf3]],
  ["audio/mpeg", [0xff, 0xf2]],
  ["audio/ogg", [0x4f, 0x67, 0x67, 0x53]],
  ["audio/flac", [0x66, 0x4c, 0x61, 0x43]],
  ["audio/aac", [0xff, 0xf1]],
  ["audio/aac", [0xff, 0xf9]],
  ["audio/mp4", [-1, -1, -1, -1, 0x66, 0x74, 0x79, 0x70, 0x4d, 0x34, 0x41]],
  ["audio/webm", [0x1a, 0x45, 0xdf, 0xa3]],
];

/** Bytes that are enough to know any of the formats. */
export const SIGNATURE_BYTES = 16;

/** The picture or sound that some bytes begin, by their signature and never by what somebody calls them; else null. */
export function mediaTypeOf(bytes: Uint8Array): string | null {
  const found = SIGNATURES.find(
    ([, signature]) =>
      bytes.length > signature.length && signature.every((byte, i) => byte === -1 || byte === bytes[i]),
  );
  return found?.[0] ?? null;
}

/** How many pixels a PNG, JPEG, GIF, WebP or ICO says it is large; null when it does not say. */
export function imageSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    switch (mediaTypeOf(bytes)) {
      case "image/png":
        return { width: view.getUint32(16), height: view.getUint32(20) };
      case "image/gif":
        return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
      case "image/x-icon":
        return iconSize(bytes, view);
      case "image/webp":
        return webpSize(view);
      case "image/jpeg":
        return jpegSize(view);
      default:
        return null;
    }
  } catch {
    return null;
  }
}

/** The largest of its pictures: those inside may be whole PNGs with a size of their own. */
function iconSize(bytes: Uint8Array, view: DataView): { width: number; height: number } {
  let largest = { width: 0, height: 0 };
  for (let i = 0; i < view.getUint16(4, true); i += 1) {
    const entry = 6 + i * 16;
    const inside = bytes.subarray(view.getUint32(entry + 12, true));
    // A PNG and nothing else: an icon that says it contains itself would be looked into without end.
    const inner = mediaTypeOf(inside) === "image/png" ? imageSize(inside) : null;
    const listed = { width: view.getUint8(entry) || 256, height: view.getUint8(entry + 1) || 256 };
    const size = inner ?? listed;
    if (size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

function webpSize(view: DataView): { width: number; height: number } | null {
  const kind = view.getUint8(15);
  if (kind === 0x58) {
    const at = (offset: number) => view.getUint16(offset, true) + (view.getUint8(offset + 2) << 16) + 1;
    return { width: at(24), height: at(27) };
  }
  if (kind === 0x4c) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

/** From the frame header, which is behind segments of any kind. */
function jpegSize(view: DataView): { width: number; height: number } | null {
  for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
  }
  return null;
}
