import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EnvError } from "../env.ts";
import { instanceSecret, keysFromDirectory, parseKeys } from "./keys.ts";

const one = Buffer.alloc(32, 1).toString("base64");
const two = Buffer.alloc(32, 2).toString("base64");

describe("the instance's keys", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "patchbay-keys-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it("are made once, readable by their owner alone, and found again", () => {
    const inside = path.join(directory, "deeper");
    const made = keysFromDirectory(inside);
    expect(made).toHaveLength(1);
    expect(statSync(path.join(inside, "secret-keys")).mode & 0o777).toBe(0o600);
    expect(keysFromDirectory(inside)).toEqual(made);
    expect(readdirSync(inside)).toEqual(["secret-keys"]);
  });

  it("are the same for processes that start together", async () => {
    const script = `import("${path.resolve("lib/platform/crypto/keys.ts")}").then((m) => process.stdout.write(m.keysFromDirectory(process.argv[1])[0].id))`;
    const runs = Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, ["-e", script, directory]));
    const ids = (await Promise.all(runs)).map((run) => run.stdout);
    expect(new Set(ids).size).toBe(1);
    expect(readdirSync(directory)).toEqual(["secret-keys"]);
  });

  it("stop the start when the file is damaged, with one line that shows no key", () => {
    const file = path.join(directory, "secret-keys");
    for (const content of ["", "short", `${one},AAAA`]) {
      writeFileSync(file, content);
      expect(() => keysFromDirectory(directory)).toThrow(EnvError);
      expect(() => keysFromDirectory(directory)).toThrow(/^Cannot start: .*secret-keys must hold keys of 32 bytes.*$/);
      expect(readFileSync(file, "utf8")).toBe(content);
    }
    expect(() => parseKeys([one.slice(4)], "SECRET_KEYS")).toThrow(/^(?!.*AQEB).*$/);
  });

  it("stop the start when DATA_DIR cannot be used", () => {
    const file = path.join(directory, "a-file");
    writeFileSync(file, "");
    expect(() => keysFromDirectory(path.join(file, "data"))).toThrow(/check DATA_DIR/);
  });

  it("give one secret per purpose, which stays when a new key is put in front", () => {
    const keys = parseKeys([one], "SECRET_KEYS");
    const secret = instanceSecret("nextauth", keys);
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect(instanceSecret("nextauth", parseKeys([two, one], "SECRET_KEYS"))).toBe(secret);
    expect(instanceSecret("another purpose", keys)).not.toBe(secret);
    expect(instanceSecret("nextauth", parseKeys([two], "SECRET_KEYS"))).not.toBe(secret);
  });
});
