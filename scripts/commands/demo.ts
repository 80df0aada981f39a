// npm run demo: the app with three demo MCP servers and the people of "Example Co".
import { mkdirSync } from "node:fs";
import { env } from "#lib/platform/env.ts";
import { runServer } from "#server/run.ts";
import { buildIfChanged } from "../build-if-changed.ts";
import { type DemoProcess, startDemoProcess } from "../demo-process.ts";
import { DEMO_PASSWORD, DEMO_PEOPLE, seedDemo } from "../seed-demo.ts";

Object.assign(process.env, { PATCHBAY_MODE: "demo", NODE_ENV: "production" });
process.env.LOG_LEVEL ??= "warn";

let demo: DemoProcess | undefined;

await runServer({
  async beforeEverything() {
    mkdirSync(env().DATA_DIR, { recursive: true });
    demo = await startDemoProcess(env().DATA_DIR);
    process.env.EGRESS_ALLOW = [process.env.EGRESS_ALLOW, ...demo.egressAllow].filter(Boolean).join(",");
  },
  beforeListening: buildIfChanged,
  afterMigrating: () => seedDemo(demo?.servers ?? []),
  announcement: () => (demo ? announcement(demo) : []),
  beforeExit: async () => demo?.stop(),
});

/** Every address and account, each on a line of its own. */
function announcement({ servers, providerAccounts }: DemoProcess): string[] {
  return [
    "",
    "Sign in as:",
    ...DEMO_PEOPLE.map(({ email, role }) => `  ${email} / ${DEMO_PASSWORD}  (${role} of Example Co)`),
    "",
    "Demo MCP servers:",
    ...servers.map(({ name, url, description }) => `  ${name}: ${url}  (${description})`),
    "",
    "Where a demo server asks you to sign in:",
    ...providerAccounts.map(({ provider, login, password }) => `  ${provider}: ${login} / ${password}`),
    "",
    "Press Ctrl+C to end all of it.",
  ];
}
