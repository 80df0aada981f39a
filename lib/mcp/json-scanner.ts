import { MAX_JSON_VALUES, MAX_WIRE_DEPTH } from "./constants.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/**
 * Counts the nesting and the values of a JSON text from its bytes, before anything parses it: parsing a few megabytes
 * of `[[[[` or `{},{},` takes seconds on the main thread. What is not JSON makes no difference: no parser reads it on.
 */
export class JsonScanner {
  #depth = 0;
  #values = 0;
  #isInString = false;
  #isEscaped = false;

  /** Takes the next bytes. False once the text nests deeper than MAX_WIRE_DEPTH or has over MAX_JSON_VALUES. */
  accepts(bytes: Uint8Array, from = 0, to = bytes.length): boolean {
    let isInString = this.#isInString;
    let isEscaped = this.#isEscaped;
    for (let i = from; i < to; i += 1) {
      const byte = bytes[i];
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) isInString = false;
      } else if (byte === QUOTE) isInString = true;
      else if (byte === COMMA) this.#values += 1;
      // "[" and "{", "]" and "}" differ in this one bit.
      else if (byte !== undefined && (byte | 0x20) === 0x7b) {
        this.#values += 1;
        this.#depth += 1;
        if (this.#depth > MAX_WIRE_DEPTH) return false;
      } else if (byte !== undefined && (byte | 0x20) === 0x7d) this.#depth -= 1;
    }
    this.#isInString = isInString;
    this.#isEscaped = isEscaped;
    return this.#values <= MAX_JSON_VALUES;
  }

  /** Ready for another text. */
  reset(): void {
    this.#depth = 0;
    this.#values = 0;
    this.#isInString = false;
    this.#isEscaped = false;
  }
}
