import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

/** A client component has only the words that the innermost ClientMessages around it names; a missing one shows its key. */
describe("the words of client components", () => {
  const entries = globSync("app/**/{page,layout,error,not-found,loading}.tsx");

  test("are looked for", () => {
    expect(entries.length).toBeGreaterThan(15);
    expect(needed("app/(app)/chat/[id]/page.tsx")).toContain("approvals");
  });

  test.each(entries)("%s names all it needs", (entry) => {
    expect([...needed(entry)].filter((namespace) => !given(entry).has(namespace))).toEqual([]);
  });
});

type Source = { isClient: boolean; imports: string[]; uses: string[]; gives: string[] | null };

const cache = new Map<string, Source>();

function read(file: string): Source {
  const known = cache.get(file);
  if (known) return known;
  const text = readFileSync(file, "utf8");
  const imports = [
    ...text.matchAll(/(?:^import (?!type )[^;]*?|^export [^;]*? from |import\()"(#|\.{1,2}\/)([^"]+)"/gm),
  ];
  const source: Source = {
    isClient: text.startsWith('"use client"'),
    imports: imports.flatMap(([, from = "", rest = ""]) => {
      const target = from === "#" ? rest : path.join(path.dirname(file), from + rest);
      return /\.tsx?$/.test(target) ? [target] : [];
    }),
    uses: [...text.matchAll(/useTranslations\("(\w+)/g)].map(([, namespace = ""]) => namespace),
    gives: givenIn(text),
  };
  cache.set(file, source);
  return source;
}

function givenIn(text: string): string[] | null {
  const [, list] = /<(?:Client|Connector)Messages\s+(?:namespaces|also)=\{\[([^\]]*)\]\}/.exec(text) ?? [];
  return list === undefined ? null : ["common", ...[...list.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name)];
}

/** The files that an entry leads to, those behind a "use client" once more as such. */
function reached(entry: string): { file: string; isClient: boolean }[] {
  const seen = new Map<string, { file: string; isClient: boolean }>();
  const visit = (file: string, fromClient: boolean): void => {
    const isClient = fromClient || read(file).isClient;
    if (seen.has(`${isClient} ${file}`)) return;
    seen.set(`${isClient} ${file}`, { file, isClient });
    for (const target of read(file).imports) visit(target, isClient);
  };
  visit(entry, false);
  return [...seen.values()];
}

function needed(entry: string): Set<string> {
  return new Set(reached(entry).flatMap(({ file, isClient }) => (isClient ? read(file).uses : [])));
}

/** What an entry gives itself, else the nearest layout above it. */
function given(entry: string): Set<string> {
  const own = reached(entry).flatMap(({ file, isClient }) => (isClient ? [] : (read(file).gives ?? [])));
  if (own.length > 0) return new Set(own);
  const above = path.dirname(path.basename(entry) === "layout.tsx" ? path.dirname(entry) : entry);
  for (let folder = above; folder !== "."; folder = path.dirname(folder)) {
    const layout = globSync(path.join(folder.replaceAll("[", "\\["), "layout.tsx"))[0];
    if (layout && layout !== entry && read(layout).gives) return new Set(read(layout).gives);
  }
  return new Set();
}
