import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";

const MAX_LINES = 400;
const MAX_TEST_LINES = 500;

const sources = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => /\.(ts|tsx|mjs|cjs|css)$/.test(file) && existsSync(file));

describe("source files", () => {
  test("are found", () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  test("are short enough to be read at once", () => {
    const tooLong = sources.filter((file) => {
      const lines = readFileSync(file, "utf8").split("\n").length - 1;
      return lines > (/^tests\/|\.test\.tsx?$/.test(file) ? MAX_TEST_LINES : MAX_LINES);
    });
    expect(tooLong).toEqual([]);
  });

  test("are not named after nothing in particular", () => {
    const vague = sources.filter((file) => /(^|[/-])(utils?|helpers?|managers?|misc|common)([/.-]|$)/.test(file));
    expect(vague).toEqual([]);
  });

  test("have names in kebab-case", () => {
    const name = /^(\.?[a-z0-9]+([-.][a-z0-9]+)*)$/;
    const odd = sources.filter((file) => !name.test(path.basename(file)));
    expect(odd).toEqual([]);
  });
});

describe("the linter", () => {
  const CANARIES = {
    noProcessEnv: "export const port = process.env.PORT;\n",
    noConsole: 'console.log("x");\n',
    noExplicitAny: "export const x: any = 1;\n",
    noNonNullAssertion: "export const x = (y: string | null) => y!.length;\n",
    noFloatingPromises: "async function f(): Promise<void> {}\nexport function g(): void {\n  f();\n}\n",
  };

  /** What Biome says, by our configuration, about a tree of the given files. */
  function lint(files: Record<string, string>): string {
    const tree = mkdtempSync(path.join(tmpdir(), "lint-"));
    const configuration = JSON.parse(readFileSync("biome.json", "utf8"));
    writeFileSync(path.join(tree, "biome.json"), JSON.stringify({ ...configuration, vcs: { enabled: false } }));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
      writeFileSync(path.join(tree, file), text);
    }
    const biome = [path.resolve("node_modules/@biomejs/biome/bin/biome"), "lint"];
    const { stdout, stderr } = spawnSync(process.execPath, biome, { cwd: tree, encoding: "utf8" });
    rmSync(tree, { recursive: true });
    return stdout + stderr;
  }

  test("refuses in lib what is refused", () => {
    const files = Object.entries(CANARIES).map(([rule, text]) => [`lib/chat/${rule.toLowerCase()}.ts`, text]);
    const said = lint(Object.fromEntries(files));
    for (const rule of Object.keys(CANARIES))
      expect(said).toMatch(new RegExp(`lib/chat/${rule.toLowerCase()}\\.ts:.* lint/\\w+/${rule} `));
  });

  test("allows process.env where the environment is read", () => {
    expect(lint({ "lib/platform/env.ts": CANARIES.noProcessEnv })).not.toContain("noProcessEnv");
  });
});

describe("the message catalogue", () => {
  const locales = readdirSync("messages").sort();

  function keysOf(value: unknown, prefix = ""): string[] {
    if (typeof value !== "object" || value === null) return [prefix];
    return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, prefix ? `${prefix}.${key}` : key));
  }

  function catalogue(locale: string): string[] {
    return readdirSync(path.join("messages", locale))
      .filter((file) => file.endsWith(".json"))
      .flatMap((file) => {
        const text = readFileSync(path.join("messages", locale, file), "utf8");
        return keysOf(JSON.parse(text)).map((key) => `${file}: ${key}`);
      })
      .sort();
  }

  test("exists in English and in one more language", () => {
    expect(locales).toEqual(["de", "en"]);
  });

  test.each(locales)("has the same keys in %s as in English", (locale) => {
    expect(catalogue(locale)).toEqual(catalogue("en"));
  });
});
