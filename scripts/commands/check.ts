// npm run check: the quick part of npm test.
import { IMPORTS, LINT, runChecks, TYPES, UNIT, UNUSED } from "../checks.ts";

const { failed } = await runChecks([LINT, TYPES, IMPORTS, UNUSED, UNIT]);
process.exit(failed === 0 ? 0 : 1);
