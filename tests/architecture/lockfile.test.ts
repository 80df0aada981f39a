import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Entry = { version?: string; resolved?: string; optionalDependencies?: Record<string, string> };
type Packages = Record<string, Entry>;

/** Where a package required from `location` is found, as Node looks for it: inwards out. */
function locate(packages: Packages, location: string, name: string): string | undefined {
  for (let folder = location; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("/node_modules/"), 0))) {
    const candidate = `${folder ? `${folder}/` : ""}node_modules/${name}`;
    if (packages[candidate]?.version) return candidate;
    if (!folder) return undefined;
  }
}

describe.each(["package-lock.json", "tests/peers/packages/package-lock.json"])("%s", (file) => {
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages: Packages };

  test("names the packages of every platform, without which npm ci refuses it", () => {
    const missing = Object.entries(packages).flatMap(([location, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !locate(packages, location, name)),
    );
    expect(missing).toEqual([]);
  });

  test("names no registry, so that packages come from the one that is configured", () => {
    expect(Object.keys(packages).filter((location) => packages[location]?.resolved)).toEqual([]);
  });
});
