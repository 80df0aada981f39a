import { expect, test } from "vitest";
import { TextWriter } from "./text-writer.ts";

function recorder() {
  const written: string[] = [];
  const first = Promise.withResolvers<void>();
  const write = async (text: string) => {
    written.push(text);
    first.resolve();
  };
  return { written, isBegun: first.promise, writer: new TextWriter(write, () => {}) };
}

test("what has not been written when the step ends is written too, if asked", async () => {
  const { written, writer } = recorder();
  for (const piece of ["one ", "two ", "three"]) writer.add(piece);
  await writer.end({ rest: true });
  expect(written.join("")).toBe("one two three");
});

test("a model that begins with half a character is streamed all the same", async () => {
  const { written, isBegun, writer } = recorder();
  const [half = "", other = ""] = "🙂".split("");
  writer.add(half);
  writer.add(`${other} hello`);
  await isBegun;
  expect(written).toEqual(["🙂 hello"]);
  await writer.end({ rest: false });
});
