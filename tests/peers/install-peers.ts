import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("packages/", import.meta.url));
const MARK = `${FOLDER}node_modules/.installed-from`;

/** Before the first test: installs the peers from their own lockfile, unless they are there already. Runs no script of theirs. */
export default function installPeers(): void {
  const wanted = createHash("sha256")
    .update(readFileSync(`${FOLDER}package-lock.json`))
    .digest("hex");
  if (existsSync(MARK) && readFileSync(MARK, "utf8") === wanted) return;
  const npm = process.env.npm_execpath;
  const [command, before] = npm?.endsWith("js") ? [process.execPath, [npm]] : ["npm", []];
  const args = [...before, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const done = spawnSync(command, args, { cwd: FOLDER, encoding: "utf8", shell: process.platform === "win32" });
  if (done.status !== 0)
    throw new Error(`Installing the peers failed; "npm ci" in tests/peers/packages shows more.\n${done.stderr}`);
  writeFileSync(MARK, wanted);
}
