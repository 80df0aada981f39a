// npm run dev: pages reload as they are edited; nothing is built beforehand.
import { runServer } from "#server/run.ts";

Object.assign(process.env, { PATCHBAY_MODE: "dev", NODE_ENV: "development" });
await runServer();
