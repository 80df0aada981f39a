import { randomBytes } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { forgetOnce, oncePerProcess } from "../process-registry.ts";
import { PrismaClient } from "./generated/client.ts";
import { statementName } from "./statement-names.ts";

export { Prisma } from "./generated/client.ts";
export type Db = PrismaClient;
/** Inside `db().$transaction(async (tx) => …)`. */
export type Tx = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

/** Connections per process at most; the rest waits. */
const POOL_SIZE = 20;
const CONNECTION = "database-url";

/** Tells this process where its database is; called once by the entry point before anything asks for `db()`. */
export function setDatabaseUrl(url: string): void {
  forgetOnce(CONNECTION);
  oncePerProcess(CONNECTION, () => url);
}

/** The URL in force, for connections that are not Prisma's (LISTEN). */
export function databaseUrl(): string {
  return oncePerProcess<string>(CONNECTION, () => {
    throw new Error("setDatabaseUrl() has not been called in this process");
  });
}

/** A burst of requests waits for a connection, and a slow disk for its commit, rather than fail (milliseconds). */
const TRANSACTION_LIMITS = { maxWait: 10_000, timeout: 20_000 };

/**
 * The process's one Prisma client, and so its one pool. The pool's connections carry its name, so that the database
 * can tell how many pools there are.
 */
export function db(): Db {
  return oncePerProcess("db", () => {
    const application_name = `patchbay ${process.pid} ${randomBytes(4).toString("hex")}`;
    const pool = { connectionString: databaseUrl(), max: POOL_SIZE, application_name };
    const adapter = new PrismaPg(pool, { statementNameGenerator: ({ sql }) => statementName(sql) });
    return new PrismaClient({ adapter, transactionOptions: TRANSACTION_LIMITS });
  });
}

/** Closes the pool (shutdown, tests). */
export async function closeDb(): Promise<void> {
  await db().$disconnect();
  forgetOnce("db");
}
