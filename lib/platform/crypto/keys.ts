import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import path from "node:path";
import { EnvError, env } from "../env.ts";
import { oncePerProcess } from "../process-registry.ts";

/** One instance key and the public name it goes by in sealed texts. */
export type SecretKey = { readonly id: string; readonly key: Buffer };

const KEY_BYTES = 32;
const FILE_NAME = "secret-keys";

/** The public name of a key: 64 bits of a hash, of no use without the key. */
export function keyId(key: Buffer): string {
  return createHash("sha256").update("patchbay key id\0").update(key).digest().subarray(0, 8).toString("base64url");
}

/**
 * Parses a list of base64 keys.
 * @param where where they came from, for the message
 * @throws EnvError when there is none, or one has not 32 bytes; the message never shows a key
 */
export function parseKeys(encoded: readonly string[], where: string): SecretKey[] {
  const keys = encoded.map((text) => Buffer.from(text, "base64"));
  if (keys.length === 0 || keys.some((key) => key.length !== KEY_BYTES))
    throw new EnvError(`Cannot start: ${where} must hold keys of ${KEY_BYTES} bytes in base64, separated by commas`);
  return keys.map((key) => ({ id: keyId(key), key }));
}

/**
 * The keys kept in a data directory, generated there on first use (mode 600). The file appears whole or not at
 * all, and only once: of two processes that start together one makes it and both read it.
 * @throws EnvError when the directory cannot be used or the file is damaged
 */
export function keysFromDirectory(directory: string): SecretKey[] {
  const file = path.join(directory, FILE_NAME);
  try {
    return parseKeys(readList(file) ?? generate(directory, file), file);
  } catch (error) {
    if (error instanceof EnvError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new EnvError(`Cannot start: the instance's keys cannot be kept in ${file} (${code}); check DATA_DIR`);
  }
}

/** This instance's keys: the first encrypts, all decrypt. From SECRET_KEYS, else from DATA_DIR. */
export function loadKeys(): readonly SecretKey[] {
  return oncePerProcess("secret-keys", () => {
    const { SECRET_KEYS, DATA_DIR } = env();
    return SECRET_KEYS ? parseKeys(SECRET_KEYS, "SECRET_KEYS") : keysFromDirectory(DATA_DIR);
  });
}

/**
 * A secret of this instance for one purpose (HKDF-SHA-256), 256 bits in base64url. It comes from the oldest key,
 * so that putting a new key in front changes nothing for people who are signed in.
 */
export function instanceSecret(purpose: string, keys: readonly SecretKey[] = loadKeys()): string {
  const oldest = keys.at(-1);
  if (!oldest) throw new Error("no keys");
  return Buffer.from(hkdfSync("sha256", oldest.key, "", `patchbay ${purpose}`, KEY_BYTES)).toString("base64url");
}

function readList(file: string): string[] | null {
  try {
    return readFileSync(file, "utf8")
      .split(/[\s,]+/)
      .filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function generate(directory: string, file: string): string[] {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(6).toString("hex")}`;
  const handle = openSync(draft, "wx", 0o600);
  try {
    writeSync(handle, `${randomBytes(KEY_BYTES).toString("base64")}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    unlinkSync(draft);
  }
  return readList(file) ?? [];
}
