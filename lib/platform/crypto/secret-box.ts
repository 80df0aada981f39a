import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { loadKeys, type SecretKey } from "./keys.ts";

/** A text that does not open: damaged, moved to another row, or sealed with a key this instance does not have. */
export class SecretBoxError extends Error {
  readonly reason: "malformed" | "unknown_key" | "not_authentic";

  constructor(reason: SecretBoxError["reason"]) {
    super(`A stored secret does not open (${reason})`);
    this.reason = reason;
  }
}

const VERSION = "v1";
const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals a text with the first key as `v1.<kid>.<iv>.<ct>.<tag>` (AES-256-GCM, base64url parts).
 * @param aad the identity of the place it is kept in; it opens only with the same
 */
export function seal(plain: string, aad: string, keys: readonly SecretKey[] = loadKeys()): string {
  const current = keys[0];
  if (!current) throw new Error("no keys");
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, current.key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(header(current.id, aad)));
  const ciphertext = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  const parts = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString("base64url"));
  return [VERSION, current.id, ...parts].join(".");
}

/**
 * Opens what `seal` made, with whichever of the keys sealed it.
 * @throws SecretBoxError when the text, its place or its key is not the right one
 */
export function open(box: string, aad: string, keys: readonly SecretKey[] = loadKeys()): string {
  const [version, kid, ...rest] = box.split(".");
  const parts = rest.map(strictBase64url);
  const [iv, ciphertext, tag] = parts;
  if (version !== VERSION || !kid || parts.length !== 3 || !iv || !ciphertext || !tag)
    throw new SecretBoxError("malformed");
  if (iv.length !== IV_BYTES || tag.length !== TAG_BYTES) throw new SecretBoxError("malformed");
  const key = keys.find((candidate) => candidate.id === kid);
  if (!key) throw new SecretBoxError("unknown_key");
  const decipher = createDecipheriv(CIPHER, key.key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(header(kid, aad)));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("utf8");
  } catch {
    throw new SecretBoxError("not_authentic");
  }
}

function header(kid: string, aad: string): string {
  return `${VERSION}\0${kid}\0${aad}`;
}

/** Decodes one part; null unless it is the one canonical spelling, so that no changed character goes unnoticed. */
function strictBase64url(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : null;
}
