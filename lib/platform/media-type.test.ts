import { expect, test } from "vitest";
import { mediaTypeOf } from "./media-type.ts";

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
