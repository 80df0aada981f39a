import { hash, verify } from "@node-rs/argon2";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { ARGON2 } from "./constants.ts";

/** Argon2id (RFC 9106) with its parameters and salt, as one text. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2);
}

/**
 * Whether the password is right.
 * @param stored null when there is no such person: the same work is done, so that the time taken tells nothing
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const nobody = oncePerProcess("nobodys-password", () => hashPassword("nobody has this password"));
  return (await verify(stored ?? (await nobody), password)) && stored !== null;
}
