import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkImports } from "../../scripts/check-imports.ts";

/** For each rule a module and an import it must not have. What is imported is made as an empty module. */
const CANARIES: Record<string, [from: string, to: string]> = {
  "layers:platform": ["lib/platform/a.ts", "lib/chat/types.ts"],
  "layers:audit+traces+policy+mcp+oauth+inspection": ["lib/audit/a.ts", "lib/orgs/types.ts"],
  "layers:orgs+auth": ["lib/orgs/a.ts", "lib/credentials/types.ts"],
  "layers:credentials": ["lib/credentials/a.ts", "lib/connectors/types.ts"],
  "layers:connectors+models": ["lib/models/a.ts", "lib/connections/types.ts"],
  "layers:connections": ["lib/connections/a.ts", "lib/approvals/types.ts"],
  "layers:approvals": ["lib/approvals/a.ts", "lib/tool-calls/types.ts"],
  "layers:questions": ["lib/questions/a.ts", "lib/tool-calls/types.ts"],
  "layers:tool-calls": ["lib/tool-calls/a.ts", "lib/chat/types.ts"],
  "layers:research": ["lib/research/a.ts", "lib/chat/types.ts"],
  "lib-never-ui": ["lib/chat/b.ts", "components/chat/x.tsx"],
  "components-never-app": ["components/chat/b.tsx", "app/x.tsx"],
  "ui-is-domain-agnostic": ["components/ui/b.tsx", "lib/chat/constants.ts"],
  "client-surface-only": ["components/chat/c.tsx", "lib/chat/data.ts"],
  "pages-through-loaders": ["app/page.tsx", "lib/chat/data.ts"],
  "routes-through-use-cases": ["app/api/route.ts", "lib/chat/mutations.ts"],
  "db-in-data-layer": ["lib/chat/c.ts", "lib/platform/db/client.ts"],
  "data-layer-is-request-free": ["lib/chat/data.ts", "next/headers"],
  "policy-is-pure": ["lib/policy/a.ts", "lib/platform/env.ts"],
  "inspection-is-pure": ["lib/inspection/a.ts", "lib/platform/env.ts"],
  "mcp-and-oauth-know-no-domain": ["lib/mcp/a.ts", "lib/audit/types.ts"],
  "mcp-and-oauth-never-touch-db": ["lib/oauth/a.ts", "lib/platform/db/client.ts"],
  "one-door-to-tools-call": ["lib/chat/d.ts", "lib/mcp/call-tool.ts"],
  "secrets-open-in-one-place": ["lib/chat/e.ts", "lib/platform/crypto/secret-box.ts"],
  "sdk-behind-adapter": ["lib/chat/f.ts", "@modelcontextprotocol/client"],
  "oauth-library-behind-engine": ["lib/chat/g.ts", "openid-client"],
  "outbound-http-in-one-place": ["lib/chat/h.ts", "node:https"],
  "no-runtime-cycles": ["lib/chat/i.ts", "lib/chat/j.ts"],
  "tests-stay-in-tests": ["lib/chat/k.ts", "tests/factories/people.ts"],
};

const isPackage = (target: string) => /^(node:|next\/|@|openid-client)/.test(target);

let tree: string;
let found: Awaited<ReturnType<typeof checkImports>>;

beforeAll(async () => {
  tree = await mkdtemp(path.join(tmpdir(), "canary-"));
  const modules = new Map<string, string>([["lib/chat/j.ts", 'import "../chat/i.ts";\n']]);
  for (const [from, to] of Object.values(CANARIES)) {
    const specifier = isPackage(to) ? to : path.relative(path.dirname(from), to);
    const imports = `import "${specifier.startsWith(".") || isPackage(to) ? specifier : `./${specifier}`}";\n`;
    modules.set(from, (modules.get(from) ?? "") + imports);
    if (isPackage(to) && !to.startsWith("node:")) await placePackage(to);
    else if (!modules.has(to) && !isPackage(to)) modules.set(to, "");
  }
  for (const [file, text] of modules) await write(file, `${text}export {};\n`);
  found = await checkImports(tree);
}, 60_000);

afterAll(() => rm(tree, { recursive: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
  await writeFile(path.join(tree, file), text);
}

/** An empty package of that name, so that the specifier resolves. */
async function placePackage(specifier: string): Promise<void> {
  const file = specifier === "next/headers" ? "next/headers.js" : `${specifier}/index.js`;
  await write(`node_modules/${file}`, "export {};\n");
}

test.each(Object.entries(CANARIES))("%s fires", (rule, [from]) => {
  expect(found.violations.filter((line) => line.startsWith(`${rule}: ${from} `))).not.toEqual([]);
});

test("every rule has its canary", () => {
  const { forbidden } = createRequire(import.meta.url)("../../.dependency-cruiser.cjs") as {
    forbidden: { name: string; severity: string }[];
  };
  expect(forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(CANARIES).sort());
  expect(forbidden.filter(({ severity }) => severity !== "error")).toEqual([]);
});

test("a type-only import of data is allowed where the rule says at run time", async () => {
  const clean = await mkdtemp(path.join(tree, "clean-"));
  await mkdir(path.join(clean, "components/chat"), { recursive: true });
  await mkdir(path.join(clean, "lib/chat"), { recursive: true });
  await writeFile(path.join(clean, "lib/chat/data.ts"), "export type Row = string;\n");
  await writeFile(
    path.join(clean, "components/chat/a.tsx"),
    'import type { Row } from "../../lib/chat/data.ts";\nexport type A = Row;\n',
  );
  expect((await checkImports(clean)).violations).toEqual([]);
});
