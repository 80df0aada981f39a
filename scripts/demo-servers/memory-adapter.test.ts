import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { MemoryStore } from "./memory-adapter.ts";

test("a store with a file knows its clients after a restart; one without forgets them", async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "patchbay-store-")), "state.json");
  await new MemoryStore(file).adapter("Client").upsert("c1", { client_id: "c1" }, 0);
  expect(await new MemoryStore(file).adapter("Client").find("c1")).toMatchObject({ client_id: "c1" });
  await new MemoryStore(file).adapter("Client").destroy("c1");
  expect(await new MemoryStore(file).adapter("Client").find("c1")).toBeUndefined();
  expect(await new MemoryStore().adapter("Client").find("c1")).toBeUndefined();
});
