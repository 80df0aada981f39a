import { expect, test } from "vitest";
import { mediaUrl } from "./media.ts";

const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString("base64");
const PNG = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(64)]);
const WAV = Buffer.concat([Buffer.from("RIFF\0\0\0\0WAVEfmt "), Buffer.alloc(64)]);

test("a picture and a sound are shown as what their bytes are", () => {
  expect(mediaUrl("image", base64(PNG))).toMatch(/^data:image\/png;base64,iVBOR/);
  expect(mediaUrl("audio", base64(WAV))).toMatch(/^data:audio\/wav;base64,/);
});

test.each([
  ["a page that calls itself a picture", base64("<html><script>alert(1)</script></html>")],
  ["SVG", base64('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ["a sound that calls itself a picture", base64(WAV)],
  ["what is no base64", '"><script>'],
  ["an address", "https://evil.example/x.png"],
  ["nothing", ""],
  ["too much", base64(Buffer.concat([PNG, Buffer.alloc(4 * 1024 * 1024)]))],
])("%s is not", (_, data) => {
  expect(mediaUrl("image", data)).toBeNull();
});
