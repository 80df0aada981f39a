// npm start: production. Builds when the sources changed, then serves.
import { runServer } from "#server/run.ts";
import { buildIfChanged } from "../build-if-changed.ts";

Object.assign(process.env, { PATCHBAY_MODE: "start", NODE_ENV: "production" });
await runServer({ beforeListening: buildIfChanged });
