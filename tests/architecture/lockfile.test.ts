import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Entry = { version?: string; optional?: boolean; optionalDependencies?: Record<string, string> };
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Entry> };

/** Where a package required from `location` is found, as Node looks for it: inwards out. */
function locate(location: string, name: string): string | undefined {
  for (let folder = location; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("/node_modules/"), 0))) {
    const candidate = `${folder ? `${folder}/` : ""}node_modules/${name}`;
    if (packages[candidate]?.version) return candidate;
    if (!folder) return undefined;
  }
}

test("the lockfile names the packages of every platform, without which npm ci refuses it", () => {
  const missing = Object.entries(packages).flatMap(([location, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !locate(location, name)),
  );
  expect(missing).toEqual([]);
});
