import { expect, test } from "vitest";
import { orOffline } from "./or-offline.ts";

test("an answer stays as it is, a lost connection is one, too, and nothing else is", async () => {
  expect(await orOffline(Promise.resolve({ ok: true }))).toEqual({ ok: true });
  expect(await orOffline(fetch("http://127.0.0.1:1/"))).toEqual({ ok: false, code: "offline" });
  const redirect = new Error("NEXT_REDIRECT");
  await expect(orOffline(Promise.reject(redirect))).rejects.toBe(redirect);
});
