// npm run admin -- <task>: what an operator does without signing in, beside a running app or without one.
import { env } from "#lib/platform/env.ts";
import { type Database, openDatabase } from "#server/database/open-database.ts";
import { expectedLine } from "#server/start-error.ts";
import { makeOwner } from "../admin/make-owner.ts";
import { resetPassword } from "../admin/reset-password.ts";

type Task = { arguments: string[]; does: string; run(...given: string[]): Promise<string> };

const TASKS: Record<string, Task> = {
  "reset-password": {
    arguments: ["email"],
    does: "prints a link with which the person sets a new password, once, within a day",
    run: resetPassword,
  },
  "make-owner": {
    arguments: ["email", "organization"],
    does: "makes a person an owner of an organization (its name or id), a member or not",
    run: makeOwner,
  },
};

function usage(): string {
  const lines = Object.entries(TASKS).map(
    ([name, task]) => `  ${[name, ...task.arguments.map((argument) => `<${argument}>`)].join(" ")}\n      ${task.does}`,
  );
  return `usage: npm run admin -- <task>\n${lines.join("\n")}`;
}

const [name = "", ...given] = process.argv.slice(2);
const task = TASKS[name];
if (!task || given.length !== task.arguments.length) {
  console.error(usage());
  process.exit(1);
}

Object.assign(process.env, { NODE_ENV: "production" });
process.env.LOG_LEVEL ??= "warn";
let database: Database | undefined;
try {
  env();
  database = await openDatabase();
  console.log(await task.run(...given));
} catch (error) {
  console.error(expectedLine(error) ?? error);
  process.exitCode = 1;
} finally {
  await database?.close();
}
