// npm run bench: what the product costs beside what it is compared with, measured in turn in one run.
// `npm run bench -- turns` measures one thing alone.
import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { closeDb, setDatabaseUrl } from "#lib/platform/db/client.ts";
import { openOwnDatabase } from "#tests/setup/own-database.ts";
import { firstToken } from "../../bench/first-token.ts";
import { governedCall } from "../../bench/governed-call.ts";
import { openConversations } from "../../bench/open-conversations.ts";
import { type Row, table } from "../../bench/statistics.ts";
import { turnCost } from "../../bench/turn-cost.ts";
import { startWorld, type World } from "../../bench/world.ts";
import { buildIfChanged } from "../build-if-changed.ts";

const BENCHES: Record<string, (world: World) => Promise<Row[]>> = {
  calls: governedCall,
  "first-token": firstToken,
  turns: turnCost,
  conversations: openConversations,
};

const only = process.argv[2];
if (only !== undefined && !(only in BENCHES)) {
  console.error(`There is no bench "${only}"; there are ${Object.keys(BENCHES).join(", ")}.`);
  process.exit(1);
}
process.env.SECRET_KEYS ??= randomBytes(32).toString("base64");
process.env.LOG_LEVEL ??= "warn";
await buildIfChanged();
const database = await openOwnDatabase();
setDatabaseUrl(database.url);
const world = await startWorld();
const rows: Row[] = [];
try {
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (only !== undefined && name !== only) continue;
    console.log(`Measuring ${name}…`);
    rows.push(...(await bench(world)));
  }
} finally {
  await world.close();
  await closeDb();
  await database.close();
}
console.log(`\nNode ${process.version}, ${availableParallelism()} processors\n\n${table(rows)}`);
process.exit(0);
