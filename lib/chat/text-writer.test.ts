import { expect, test } from "vitest";
import { TextWriter } from "./text-writer.ts";

const noError = () => {
  throw new Error("no error was expected");
};

test("writes the first piece at once, gathers the next, and ends with what is still pending", async () => {
  const written: string[] = [];
  const writer = new TextWriter(async (text) => void written.push(text), noError);
  for (const piece of ["a", "b", "c"]) writer.add(piece);
  await writer.end({ rest: true });
  expect(written).toEqual(["a", "bc"]);
  expect(writer.text).toBe("abc");
});

test("drops what is pending when its step is recorded whole anyway", async () => {
  const written: string[] = [];
  const writer = new TextWriter(async (text) => void written.push(text), noError);
  writer.add("a");
  writer.add("b");
  await writer.end({ rest: false });
  expect(written).toEqual(["a"]);
});

test("never cuts a character in two", async () => {
  const written: string[] = [];
  const writer = new TextWriter(async (text) => void written.push(text), noError);
  const [high = "", low = ""] = ["😀".charAt(0), "😀".charAt(1)];
  writer.add(`x${high}`);
  writer.add(low);
  await writer.end({ rest: true });
  expect(written).toEqual(["x", "😀"]);
});

test("a write that fails is told at once and thrown at the end", async () => {
  let told = 0;
  const writer = new TextWriter(
    () => Promise.reject(new Error("gone")),
    () => told++,
  );
  writer.add("a");
  await expect(writer.end({ rest: true })).rejects.toThrow("gone");
  expect(told).toBe(1);
});
