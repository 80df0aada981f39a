import { MAX_EVENT_BYTES, MAX_STREAM_LINES } from "./constants.ts";
import { JsonScanner } from "./json-scanner.ts";

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const DATA = [0x64, 0x61, 0x74, 0x61];

/**
 * Follows a text/event-stream from its bytes: each event's data is a JSON text of its own (JsonScanner), no event may be
 * larger than MAX_EVENT_BYTES, and one stream has at most MAX_STREAM_LINES lines, so that a flood of small ones ends too.
 */
export class EventScanner {
  readonly #json = new JsonScanner();
  /** Where in its line the stream stands: how much of "data" was read, in its value, or in another field. */
  #line: number | "value" | "other" = 0;
  #isAfterCr = false;
  #lines = 0;
  #eventBytes = 0;

  /** Takes the next bytes. False once a limit is passed. */
  accepts(bytes: Uint8Array): boolean {
    let i = 0;
    while (i < bytes.length) {
      const byte = bytes[i] as number;
      if (byte === LF && this.#isAfterCr) {
        this.#isAfterCr = false;
        i += 1;
      } else if (byte === LF || byte === CR) {
        if (!this.#endLine()) return false;
        this.#isAfterCr = byte === CR;
        i += 1;
      } else {
        this.#isAfterCr = false;
        const end = lineEnd(bytes, i);
        if (!this.#takeLine(bytes, i, end)) return false;
        i = end;
      }
    }
    return true;
  }

  #endLine(): boolean {
    // An empty line ends the event.
    if (this.#line === 0) {
      this.#json.reset();
      this.#eventBytes = 0;
    }
    this.#line = 0;
    this.#lines += 1;
    return this.#lines <= MAX_STREAM_LINES;
  }

  #takeLine(bytes: Uint8Array, from: number, to: number): boolean {
    this.#eventBytes += to - from;
    if (this.#eventBytes > MAX_EVENT_BYTES) return false;
    let i = from;
    while (typeof this.#line === "number" && i < to) {
      const isExpected = bytes[i] === (this.#line < DATA.length ? DATA[this.#line] : COLON);
      if (!isExpected) this.#line = "other";
      else this.#line = this.#line < DATA.length ? this.#line + 1 : "value";
      i += 1;
    }
    return this.#line === "value" ? this.#json.accepts(bytes, i, to) : true;
  }
}

function lineEnd(bytes: Uint8Array, from: number): number {
  for (let i = from; i < bytes.length; i += 1) if (bytes[i] === LF || bytes[i] === CR) return i;
  return bytes.length;
}
