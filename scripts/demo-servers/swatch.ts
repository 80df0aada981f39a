import { crc32, deflateSync } from "node:zlib";

/** A PNG of one colour, as a plain square with a lighter frame. */
export function swatch(red: number, green: number, blue: number, size = 96): Buffer {
  const frame = 6;
  const rows = Array.from({ length: size }, (_row, y) => {
    const pixels = Array.from({ length: size }, (_pixel, x) => {
      const isFrame = Math.min(x, y, size - 1 - x, size - 1 - y) < frame;
      return [red, green, blue].map((value) => (isFrame ? Math.round((value + 255) / 2) : value));
    });
    return Buffer.from([0, ...pixels.flat()]);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // 8 bits per channel, RGB.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
