import { expect, test } from "vitest";
import { imageSize, mediaTypeOf } from "./media-type.ts";

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(" ", ""), "hex"));

test.each([
  ["89504e470d0a1a0a 0000", "image/png"],
  ["ffd8ffe0 0000", "image/jpeg"],
  ["474946383961 00", "image/gif"],
  ["52494646 11223344 57454250 00", "image/webp"],
  ["52494646 11223344 57415645 00", "audio/wav"],
  ["00000100 01", "image/x-icon"],
  ["494433 04", "audio/mpeg"],
])("%s is %s", (hex, type) => {
  expect(mediaTypeOf(bytes(hex))).toBe(type);
});

test.each(["<svg xmlns=", "<!DOCTYPE html>", "", "PNG", "%PDF-1.7"])("%s is none of them", (text) => {
  expect(mediaTypeOf(new TextEncoder().encode(text))).toBeNull();
});

/** An icon that lists `count` pictures, each of them `width` pixels wide and found at `offset`. */
function icon({ count, width = 16, offset = 0 }: { count: number; width?: number; offset?: number }): Uint8Array {
  const file = Buffer.alloc(6 + count * 16);
  file.set([0, 0, 1, 0]);
  file.writeUInt16LE(count, 4);
  for (let entry = 6; entry < file.length; entry += 16) {
    file.set([width, width], entry);
    file.writeUInt32LE(offset, entry + 12);
  }
  return new Uint8Array(file);
}

test("an icon is as large as the PNG inside it, whatever its list says", () => {
  const png = bytes("89504e470d0a1a0a 0000000d 49484452 00002000 00001000");
  const file = new Uint8Array([...icon({ count: 1, offset: 22 }), ...png]);
  expect(imageSize(file)).toEqual({ width: 0x2000, height: 0x1000 });
});

test("an icon that says it contains itself, many times, is measured at once", () => {
  const since = performance.now();
  expect(imageSize(icon({ count: 5_000, width: 32 }))).toEqual({ width: 32, height: 32 });
  expect(performance.now() - since).toBeLessThan(1_000);
});
