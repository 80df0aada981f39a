// npm test: everything, ending with the line "N passed, N failed".
import {
  BUILD,
  CONFORMANCE,
  E2E,
  IMPORTS,
  INTEGRATION,
  LINT,
  PEERS,
  runChecks,
  SOAK,
  TYPES,
  UNIT,
  UNUSED,
} from "../checks.ts";
import { ensureBrowser } from "../find-browser.ts";

try {
  ensureBrowser();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log("0 passed, 1 failed");
  process.exit(1);
}
const { failed } = await runChecks([
  LINT,
  TYPES,
  IMPORTS,
  UNUSED,
  UNIT,
  BUILD,
  INTEGRATION,
  CONFORMANCE,
  PEERS,
  SOAK,
  E2E,
]);
process.exit(failed === 0 ? 0 : 1);
