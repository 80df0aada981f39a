const RATE = 8_000;
const SECONDS = 0.8;

/** A short fading tone as a WAV file: 8 bits, one channel. */
export function chime(hertz = 660): Buffer {
  const samples = Buffer.from(
    Array.from({ length: RATE * SECONDS }, (_, i) => {
      const fade = 1 - i / (RATE * SECONDS);
      return Math.round(128 + 90 * fade * Math.sin((2 * Math.PI * hertz * i) / RATE));
    }),
  );
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  // PCM, one channel.
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}
