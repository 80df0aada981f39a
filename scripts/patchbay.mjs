// The first thing that runs in a fresh clone: Node's built-ins only, Node 20.19 or newer.
// Installs what is missing, then hands over to scripts/commands/<command>.ts under the pinned Node 24.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const COMMANDS = ["demo", "start", "dev", "test", "check", "soak", "conformance", "bench", "admin", "screenshots"];
const OLDEST_FOR_BOOTSTRAP = [20, 19];
const OLDEST_FOR_TYPESCRIPT = [22, 18];

const inRoot = (...parts) => path.join(ROOT, ...parts);
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/** Ends with the one line that says what is wrong and what to do. */
function stop(line) {
  console.error(line);
  process.exit(1);
}

/** Whether `version` ("v24.1.0") is `oldest` or newer. */
function isAtLeast(version, [major, minor]) {
  const [haveMajor, haveMinor] = version.replace("v", "").split(".").map(Number);
  return haveMajor > major || (haveMajor === major && haveMinor >= minor);
}

/** Compares what npm says it installed with the lockfile; packages for other platforms may be absent. */
function isInstalled() {
  const installedFile = inRoot("node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const installed = readJson(installedFile).packages;
  const wanted = Object.entries(readJson(inRoot("package-lock.json")).packages).filter(([name]) => name !== "");
  return wanted.every(([name, entry]) => {
    const found = installed[name];
    return found ? found.version === entry.version && existsSync(inRoot(name)) : Boolean(entry.optional);
  });
}

function install() {
  console.log("Installing dependencies…");
  const npm = process.env.npm_execpath;
  const [command, before] = npm?.endsWith("js") ? [process.execPath, [npm]] : ["npm", []];
  const args = [...before, "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const done = spawnSync(command, args, { cwd: ROOT, encoding: "utf8", shell: command === "npm" });
  if (done.status === 0) return;
  const output = `${done.stderr ?? ""}${done.error?.message ?? ""}`;
  const lines = output.split("\n").map((line) => line.replace(/^npm (error|ERR!)\s*/, "").trim());
  const reason =
    lines.find((line) => line !== "" && !/^(code|errno|syscall|path|dest) |^npm warn/.test(line)) ?? "unknown";
  stop(
    `Installing dependencies failed: ${reason}. Check the network and the disk, then run the same command again ("npm ci" shows more).`,
  );
}

/** The pinned Node where its package exists and runs here, else this one when it can run TypeScript. */
function chooseNode() {
  const program = process.platform === "win32" ? "node.exe" : "node";
  for (const name of [
    `node-${process.platform.replace("win32", "win")}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ]) {
    const binary = inRoot("node_modules", name, "bin", program);
    if (existsSync(binary) && spawnSync(binary, ["--version"]).status === 0) return binary;
  }
  if (isAtLeast(process.version, OLDEST_FOR_TYPESCRIPT)) return process.execPath;
  return stop(
    `No Node 24 package exists for ${process.platform} ${process.arch} and this is Node ${process.version}; install Node 24 and run the same command again.`,
  );
}

/** The database client is generated code: made again whenever what it is made from has changed. */
function generateDatabaseClient(node) {
  const mark = inRoot("lib", "platform", "db", "generated", ".made-from");
  const sources = ["prisma/schema.prisma", "prisma.config.ts", "node_modules/prisma/package.json"];
  const hash = createHash("sha256");
  for (const source of sources) hash.update(readFileSync(inRoot(source)));
  const madeFrom = hash.digest("hex");
  if (existsSync(mark) && readFileSync(mark, "utf8") === madeFrom) return;
  const cli = inRoot("node_modules", "prisma", "build", "index.js");
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  const done = spawnSync(node, [cli, "generate"], { cwd: ROOT, encoding: "utf8", env });
  if (done.status !== 0)
    stop(
      `Generating the database client failed: ${(done.stderr || done.stdout).trim().split("\n").at(-1)}. "npm run db:generate" shows more.`,
    );
  writeFileSync(mark, madeFrom);
}

/** Runs the command and passes signals on; of Ctrl+C the terminal has told it already, and twice does no harm. */
function handOver(node, command, args) {
  const env = {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: "1",
    PATH: `${inRoot("node_modules", ".bin")}${path.delimiter}${process.env.PATH}`,
  };
  const child = spawn(node, [inRoot("scripts", "commands", `${command}.ts`), ...args], {
    cwd: ROOT,
    stdio: "inherit",
    env,
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

const [command, ...args] = process.argv.slice(2);
if (!COMMANDS.includes(command)) stop(`usage: node scripts/patchbay.mjs ${COMMANDS.join("|")}`);
if (!isAtLeast(process.version, OLDEST_FOR_BOOTSTRAP))
  stop(`Patchbay needs Node ${OLDEST_FOR_BOOTSTRAP.join(".")} or newer to begin with; this is ${process.version}.`);
if (!isInstalled()) install();
const node = chooseNode();
generateDatabaseClient(node);
handOver(node, command, args);
