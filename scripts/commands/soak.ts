// npm run soak: the stress, race and crash suites at their full counts.
import { spawnSync } from "node:child_process";
import { buildIfChanged } from "../build-if-changed.ts";

await buildIfChanged();
const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "soak", ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, vitest, {
  stdio: "inherit",
  env: { ...process.env, PATCHBAY_SOAK: "1" },
});
process.exit(status ?? 1);
