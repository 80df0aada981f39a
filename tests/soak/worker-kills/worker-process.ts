/** A run worker in a process of its own, to be killed. */
import { startRunWorker } from "#lib/chat/run-worker.ts";
import { setDatabaseUrl } from "#lib/platform/db/client.ts";

setDatabaseUrl(process.env.DATABASE_URL ?? "");
startRunWorker();
console.log("working");
