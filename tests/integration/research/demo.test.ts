import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#lib/platform/db/client.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { startDemoServers } from "../../../scripts/demo-servers/demo-servers.ts";
import { seedDemo } from "../../../scripts/seed-demo.ts";

let demo: Awaited<ReturnType<typeof startDemoServers>>;
beforeAll(async () => {
  demo = await startDemoServers(0);
  process.env.EGRESS_ALLOW = demo.egressAllow.join(",");
  forgetOnce("env");
});
afterAll(() => demo.close());

test("the demo's owner has called the reading tools of open servers reads, and no other", async () => {
  await seedDemo(demo.servers);
  const classes = await db().toolClass.findMany({ select: { toolName: true, kind: true } });
  const names = classes.map(({ toolName }) => toolName);
  expect(names).toEqual(expect.arrayContaining(["search_handbook", "read_handbook"]));
  expect(new Set(classes.map(({ kind }) => kind))).toEqual(new Set(["read"]));
  expect(names.filter((name) => /create|add|delete|move|update/.test(name))).toEqual([]);
});
