import { describe, expect, test } from "vitest";
import { MAX_EVENT_BYTES, MAX_JSON_VALUES, MAX_STREAM_LINES, MAX_WIRE_DEPTH } from "./constants.ts";
import { EventScanner } from "./event-scanner.ts";
import { JsonScanner } from "./json-scanner.ts";

/** Whether a scanner takes a text, given in pieces of so many bytes. */
function takes(scanner: { accepts(bytes: Uint8Array): boolean }, text: string, piece = text.length): boolean {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += piece) if (!scanner.accepts(bytes.subarray(at, at + piece))) return false;
  return true;
}
const json = (text: string, piece?: number) => takes(new JsonScanner(), text, piece);
const events = (text: string, piece?: number) => takes(new EventScanner(), text, piece);
const deep = (levels: number, open = "[", close = "]") => open.repeat(levels) + close.repeat(levels);

describe("JSON, before it is parsed", () => {
  test.each([
    ["arrays", deep(MAX_WIRE_DEPTH), deep(MAX_WIRE_DEPTH + 1)],
    ["objects", deep(MAX_WIRE_DEPTH, '{"a":', "}"), deep(MAX_WIRE_DEPTH + 1, '{"a":', "}")],
    ["never closed", "[".repeat(MAX_WIRE_DEPTH), "[".repeat(MAX_WIRE_DEPTH + 1)],
    ["values", `[${"1,".repeat(MAX_JSON_VALUES - 2)}1]`, `[${"1,".repeat(MAX_JSON_VALUES + 1)}1]`],
    ["empty objects", `[${"{},".repeat(MAX_JSON_VALUES / 2 - 2)}1]`, `[${"{},".repeat(MAX_JSON_VALUES)}1]`],
  ])("%s", (_, good, bad) => {
    for (const piece of [1, 7, undefined]) expect([json(good, piece), json(bad, piece)]).toEqual([true, false]);
  });

  test("brackets and commas in strings do not count, however they are escaped", () => {
    const text = JSON.stringify([`${deep(MAX_WIRE_DEPTH * 2)}","\\" ${",".repeat(MAX_JSON_VALUES * 2)}`, "\\", '"']);
    for (const piece of [1, 3, undefined]) expect(json(text, piece)).toBe(true);
  });

  test("a string that ends after an escaped backslash ends", () => {
    expect(json(`["\\\\",${deep(MAX_WIRE_DEPTH + 1)}]`)).toBe(false);
  });
});

describe("events, before they are parsed", () => {
  const bad = deep(MAX_WIRE_DEPTH + 1);

  test.each([
    ["data", `data: ${bad}\n\n`],
    ["data without a space", `data:${bad}\n\n`],
    ["data over lines", `data: ${bad.slice(0, 200)}\ndata: ${bad.slice(200)}\n\n`],
    ["lines that end in CR", `data: ${bad.slice(0, 200)}\rdata: ${bad.slice(200)}\r\r`],
    ["lines that end in CRLF", `event: message\r\ndata: ${bad}\r\n\r\n`],
    ["a quotation mark in another field", `event: "\nid: "\n: "\ndata: ${bad}\n\n`],
    ["a quotation mark in the event before", `data: "\n\ndata: ${bad}\n\n`],
  ])("nesting in %s", (_, text) => {
    for (const piece of [1, 5, undefined]) expect(events(text, piece)).toBe(false);
  });

  test.each([
    ["a comment", `: ${bad}\n\n`],
    ["another field", `database: ${bad}\n\n`],
    ["many events", "data: [[[\n\n".repeat(1_000)],
  ])("no nesting in %s", (_, text) => {
    for (const piece of [1, 5, undefined]) expect(events(text, piece)).toBe(true);
  });

  test("an event, and the lines of a stream, have their limits", () => {
    const half = "y".repeat(MAX_EVENT_BYTES / 2);
    expect(events(`data: ${half}\n\ndata: ${half}\n\ndata: ${half}\n\n`)).toBe(true);
    expect(events(`data: ${half}\ndata: ${half}\n\n`)).toBe(false);
    expect(events(":\n".repeat(MAX_STREAM_LINES))).toBe(true);
    expect(events(":\n".repeat(MAX_STREAM_LINES + 1))).toBe(false);
  });
});
