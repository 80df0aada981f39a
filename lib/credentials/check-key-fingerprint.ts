import { loadKeys } from "#lib/platform/crypto/keys.ts";
import { EnvError } from "#lib/platform/env.ts";
import { noteKeys } from "./mutations.ts";

/**
 * Stops the start of an instance whose database was sealed with keys that this process does not have, so that nothing
 * is overwritten before they are put back. The database keeps the names of the keys only. Called once, after migrating.
 * @throws EnvError with one line
 */
export async function checkKeyFingerprint(keys = loadKeys()): Promise<void> {
  const names = keys.map(({ id }) => id);
  const [current] = names;
  if (!current) throw new Error("no keys");
  const missing = await noteKeys(current, names);
  if (missing.length > 0)
    throw new EnvError(
      `Cannot start: this database was made with other keys (missing: ${missing.join(", ")}; here: ${names.join(", ")}). Put them back in SECRET_KEYS or DATA_DIR/secret-keys; nothing was changed`,
    );
}
