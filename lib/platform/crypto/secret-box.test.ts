import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keyId, type SecretKey } from "./keys.ts";
import { open, SecretBoxError, seal } from "./secret-box.ts";

function newKey(): SecretKey {
  const key = randomBytes(32);
  return { id: keyId(key), key };
}

function reasonOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof SecretBoxError) return error.reason;
    throw error;
  }
  return "opened";
}

describe("a sealed text", () => {
  const keys = [newKey()];
  const place = "credentials|access_token_box|org_1|usr_1|acc_1";

  it.each(["", "token", "ключ 🔑", "x".repeat(100_000)])("opens in its place (%#)", (plain) => {
    expect(open(seal(plain, place, keys), place, keys)).toBe(plain);
  });

  it("has the form v1.<kid>.<iv>.<ct>.<tag>, shows nothing of its content and differs each time", () => {
    const box = seal("canary-token", place, keys);
    expect(box).toMatch(/^v1(\.[\w-]+){4}$/);
    expect(box.split(".")[1]).toBe(keys[0]?.id);
    expect(Buffer.from(box.split(".")[3] ?? "", "base64url").toString()).not.toContain("canary");
    expect(seal("canary-token", place, keys)).not.toBe(box);
  });

  it("does not open in another row, column, person or organization", () => {
    const box = seal("token", place, keys);
    for (const other of [
      "credentials|refresh_token_box|org_1|usr_1|acc_1",
      "credentials|access_token_box|org_2|usr_1|acc_1",
      "credentials|access_token_box|org_1|usr_2|acc_1",
      "credentials|access_token_box|org_1|usr_1|acc_2",
      "",
    ])
      expect(reasonOf(() => open(box, other, keys))).toBe("not_authentic");
  });

  it("does not open after any single bit was flipped", () => {
    const box = seal("a token of some length", place, keys);
    const [version, kid, ...parts] = box.split(".");
    for (const [index, part] of parts.entries()) {
      const bytes = Buffer.from(part, "base64url");
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const forged = [version, kid, ...parts.with(index, flipped.toString("base64url"))].join(".");
        expect(reasonOf(() => open(forged, place, keys))).toBe("not_authentic");
      }
    }
  });

  it("does not open when its spelling was changed, cut or extended", () => {
    const box = seal("token", place, keys);
    for (const forged of [
      "",
      "v1",
      `${box}.`,
      `${box}A`,
      `${box}=`,
      box.slice(0, -2),
      box.replace("v1.", "v2."),
      box.split(".").slice(0, 4).join("."),
    ])
      expect(reasonOf(() => open(forged, place, keys))).toBe("malformed");
  });

  it("does not open with another instance's keys, nor with another key under the same name", () => {
    const box = seal("token", place, keys);
    expect(reasonOf(() => open(box, place, [newKey()]))).toBe("unknown_key");
    const impostor = { id: keys[0]?.id ?? "", key: randomBytes(32) };
    expect(reasonOf(() => open(box, place, [impostor]))).toBe("not_authentic");
  });

  it("opens after a new key was put in front, and is then sealed with the new one", () => {
    const box = seal("token", place, keys);
    const rotated = [newKey(), ...keys];
    expect(open(box, place, rotated)).toBe("token");
    const resealed = seal("token", place, rotated);
    expect(resealed.split(".")[1]).toBe(rotated[0]?.id);
    expect(reasonOf(() => open(resealed, place, keys))).toBe("unknown_key");
  });
});
