import path from "node:path";
import { vi } from "vitest";
import { hashPassword } from "#lib/auth/password.ts";
import { closeDb, db, setDatabaseUrl } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { openEmbeddedPostgres } from "#server/database/embedded-postgres.ts";
import { runningPostmaster } from "#server/database/postmaster.ts";
import { contextFor, createMember, createOrg, createUser } from "#tests/factories/people.ts";
import { type CountingServer, startCountingServer } from "#tests/fakes/counting-server.ts";
import { type ProtectedServer, startProtectedEverything } from "#tests/fakes/protected-mcp-server.ts";
import { type AppProcess, clusterHome, startApp } from "#tests/setup/app-process.ts";
import { buildIfChanged } from "../../scripts/build-if-changed.ts";
import { Browser } from "./browser.ts";

const PASSWORD = "correct horse battery";
const RECOVERY_MS = 60_000;

/** A member in front of their browser, and their account at the protected server's provider. */
export type Person = { ctx: OrgContext; browser: Browser; account: string };

/** One real app with its embedded database, two people of one organization, and the servers they use. */
export type World = {
  app: AppProcess;
  counting: CountingServer;
  guarded: ProtectedServer;
  people: [Person, Person];
  /** A new connector of the organization; nobody is connected to it. */
  addConnector(url: string): Promise<string>;
  close(): Promise<void>;
};

/** Starts all of it. The database is also open to this process, which looks at what the app leaves behind. */
export async function startWorld(): Promise<World> {
  await buildIfChanged();
  const counting = await startCountingServer();
  const guarded = await startProtectedEverything();
  const egress = [counting.hostPort, ...guarded.egressAllow].join(",");
  // With the same key this process can tell whose token a row holds.
  const app = await startApp({ env: { EGRESS_ALLOW: egress, SECRET_KEYS: process.env.SECRET_KEYS ?? "" } });
  const database = await openEmbeddedPostgres(app.dataDir);
  setDatabaseUrl(database.url);
  const org = await createOrg();
  const passwordHash = await hashPassword(PASSWORD);
  const person = async (account: string): Promise<Person> => {
    const member = await createMember({ org, user: await createUser({ passwordHash }), role: "member" });
    const browser = new Browser(app.url);
    await browser.signIn(member.user.email, PASSWORD);
    return { ctx: contextFor(member), browser, account };
  };
  const people: World["people"] = [await person("ada"), await person("grace")];
  return {
    app,
    counting,
    guarded,
    people,
    addConnector: async (url) => {
      const id = newId("connector");
      const slug = id.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
      const { orgId, userId } = people[0].ctx;
      await db().connector.create({ data: { id, orgId, slug, name: "Connector", url, createdById: userId } });
      return id;
    },
    close: async () => {
      await closeDb();
      await database.release();
      await app.destroy();
      await Promise.all([counting.close(), guarded.close()]);
    },
  };
}

export type Victim = "app" | "database";

/** kill -9 now. */
export async function strike({ app }: World, victim: Victim): Promise<void> {
  if (victim === "app") await app.kill9();
  else await app.killDatabase9();
}

/** A new app process; the database is brought back by the app itself. Resolves when the app says it is ready. */
export async function comeBack({ app }: World, victim: Victim, killed: number | null): Promise<void> {
  if (victim === "app") await app.restart();
  await vi.waitFor(
    async () => {
      if (victim === "database" && [null, killed].includes(await databasePid(app))) throw new Error("still down");
      const ready = await fetch(`${app.url}/api/health/ready`);
      if (ready.status !== 200) throw new Error(`not ready: ${await ready.text()}`);
      await db().$queryRaw`select 1`;
    },
    { timeout: RECOVERY_MS, interval: 50 },
  );
}

/** The process id of the database's server; null while there is none. */
export async function databasePid({ dataDir }: AppProcess): Promise<number | null> {
  const running = await runningPostmaster(path.join(await clusterHome(dataDir), "data")).catch(() => null);
  return running?.pid ?? null;
}
