import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { env } from "#lib/platform/env.ts";
import { StartError } from "./start-error.ts";

const MARK = "demo-data";
const EXPLANATION =
  "npm run demo keeps its data here. Its passwords are known to everybody: npm start refuses this directory.\n";

/**
 * Keeps the demo's accounts, whose passwords everybody knows, away from networks and from other people's data: marks
 * the demo's data directory, refuses it in every other mode, and refuses to run the demo on anything else.
 * @throws StartError
 */
export function settleDemoMark(): void {
  const { PATCHBAY_MODE, DATA_DIR, DATABASE_URL, isLoopbackHost } = env();
  const mark = path.join(DATA_DIR, MARK);
  if (PATCHBAY_MODE !== "demo") {
    if (existsSync(mark))
      throw new StartError(
        `${DATA_DIR} belongs to the demo, whose passwords are known; set DATA_DIR to another directory.`,
      );
    return;
  }
  if (!isLoopbackHost) throw new StartError("The demo listens on this machine only; unset HOST, or use npm start.");
  if (DATABASE_URL) throw new StartError("The demo uses a database of its own; unset DATABASE_URL, or use npm start.");
  if (existsSync(mark)) return;
  if (existsSync(path.join(DATA_DIR, "secret-keys")))
    throw new StartError(
      `${DATA_DIR} already holds an instance that is not the demo; set DATA_DIR to an empty directory.`,
    );
  mkdirSync(DATA_DIR, { recursive: true });
  writeFileSync(mark, EXPLANATION);
}
