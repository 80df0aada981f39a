import { afterEach, expect, test, vi } from "vitest";
import { putOnClipboard } from "./clipboard.ts";

afterEach(() => vi.unstubAllGlobals());

test("says whether the text is on the clipboard", async () => {
  const held: string[] = [];
  vi.stubGlobal("navigator", { clipboard: { writeText: async (text: string) => void held.push(text) } });
  expect(await putOnClipboard("A link")).toBe(true);
  expect(held).toEqual(["A link"]);
});

test("says so where the browser refuses, and where it has no clipboard", async () => {
  vi.stubGlobal("navigator", { clipboard: { writeText: () => Promise.reject(new Error("NotAllowedError")) } });
  expect(await putOnClipboard("A link")).toBe(false);
  vi.stubGlobal("navigator", {});
  expect(await putOnClipboard("A link")).toBe(false);
});
