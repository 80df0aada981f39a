import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { checkKeyFingerprint } from "#lib/credentials/check-key-fingerprint.ts";
import { parseKeys } from "#lib/platform/crypto/keys.ts";
import { db } from "#lib/platform/db/client.ts";

const newKey = () => randomBytes(32).toString("base64");
const check = (...keys: string[]) => checkKeyFingerprint(parseKeys(keys, "SECRET_KEYS"));

it("an instance starts with its own keys only, and says which are missing; nothing changes meanwhile", async () => {
  const [old, young, foreign] = [newKey(), newKey(), newKey()];
  await Promise.all([check(old), check(old), check(old)]);
  await check(old);
  await expect(check(foreign)).rejects.toThrow(/^Cannot start: this database was made with other keys \(missing: .*$/);
  await check(old);

  await check(young, old);
  await check(young, old);
  await expect(check(young)).rejects.toThrow(/Put them back in SECRET_KEYS/);
  await expect(check(old)).rejects.toThrow(/missing/);
  await check(foreign, young, old);

  const setting = await db().instanceSetting.findUniqueOrThrow({ where: { key: "secret-keys" } });
  for (const key of [old, young, foreign]) expect(JSON.stringify(setting)).not.toContain(key);
});
