import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { withFileLock } from "#server/database/file-lock.ts";
import { StartError } from "#server/start-error.ts";

const SOURCES = [
  "app",
  "components",
  "lib",
  "messages",
  "public",
  "prisma/schema.prisma",
  "proxy.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "package-lock.json",
  "tsconfig.json",
];
const LOG = ".next/patchbay-build.log";
const MARK = ".next/patchbay-built-from";

/** Builds the pages unless what stands in .next was built from exactly these sources; true when it had to. */
export async function buildIfChanged(): Promise<boolean> {
  mkdirSync(".next", { recursive: true });
  return withFileLock(".next/patchbay-build.lock", async () => {
    const builtFrom = hashOfSources();
    if (readIfThere(MARK) === builtFrom) return false;
    console.log("Building…");
    const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
    const { code, output } = await run(["node_modules/next/dist/bin/next", "build"], env);
    if (code !== 0) throw new StartError(failure(output));
    writeFileSync(MARK, builtFrom);
    return true;
  });
}

/** Runs a program under this Node; it ends with us. */
async function run(args: string[], env: NodeJS.ProcessEnv): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const endTogether = () => child.kill();
  process.once("exit", endTogether);
  const exited = once(child, "close");
  const printed = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exited) as [number | null];
  process.off("exit", endTogether);
  return { code, output: printed.join("") };
}

/** One line with the first error; the whole output is kept for whoever edits the sources. */
function failure(output: string): string {
  writeFileSync(LOG, output);
  const lines = stripVTControlCharacters(output).split("\n");
  const first = lines.findIndex(
    (line) => /^Error: |Error occurred/.test(line.trim()) && !/build failed with/.test(line),
  );
  const said = lines
    .slice(Math.max(first - 1, 0), first + 1)
    .join(" ")
    .trim();
  return `Building the pages failed: ${said || "see the log"}. The whole output is in ${LOG}.`;
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap(filesUnder).filter((name) => !/\.test\.tsx?$/.test(name)))
    hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

function filesUnder(entry: string): string[] {
  const found = statSync(entry, { throwIfNoEntry: false });
  if (!found) return [];
  if (found.isFile()) return [entry];
  return readdirSync(entry)
    .sort()
    .flatMap((name) => filesUnder(path.join(entry, name)));
}

function readIfThere(file: string): string | null {
  return statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, "utf8") : null;
}

if (import.meta.main)
  await buildIfChanged().catch((error: unknown) => {
    console.error(error instanceof StartError ? error.message : error);
    process.exit(1);
  });
