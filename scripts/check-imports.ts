// npm run imports: the import rules of .dependency-cruiser.cjs. Seeing no module at all is a failure, not a success.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { cruise, type IForbiddenRuleType } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

const FOLDERS = ["app", "components", "lib", "server"];

export type ImportCheck = { modules: number; violations: string[] };

/** Cruises folders of a tree by our rules. */
export async function checkImports(baseDir: string, folders = FOLDERS): Promise<ImportCheck> {
  const { forbidden, options } = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as {
    forbidden: IForbiddenRuleType[];
    options: object;
  };
  const { output } = await cruise(
    folders.filter((folder) => existsSync(`${baseDir}/${folder}`)),
    { ...options, baseDir, ruleSet: { forbidden }, validate: true },
    undefined,
    { tsConfig: extractTSConfig("tsconfig.json") },
  );
  if (typeof output === "string") throw new Error("dependency-cruiser gave text instead of an object");
  const { violations, totalCruised } = output.summary;
  const lines = violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  return { modules: totalCruised, violations: lines };
}

if (import.meta.main) {
  const { modules, violations } = await checkImports(process.cwd());
  if (violations.length > 0) console.error(violations.join("\n"));
  if (modules === 0)
    console.error("dependency-cruiser saw no module; check its configuration and the TypeScript version");
  console.log(`${modules} modules, ${violations.length} violations`);
  process.exit(violations.length > 0 || modules === 0 ? 1 : 0);
}
