import { describe, expect, test } from "vitest";
import { sorted, tableInJson, tableInText } from "./table-in.ts";

describe("JSON", () => {
  test("a list of flat objects, whatever members each has", () => {
    expect(
      tableInJson([
        { a: 1, b: "x" },
        { b: null, c: true },
      ]),
    ).toEqual({
      columns: ["a", "b", "c"],
      rows: [
        [1, "x", null],
        [null, null, true],
      ],
    });
    expect(tableInJson({ items: [{ a: 1 }] })).toEqual({ columns: ["a"], rows: [[1]] });
  });
  test.each([
    [[]],
    [[1, 2]],
    [[{ a: { b: 1 } }]],
    [[{ a: [1] }]],
    [[[1]]],
    [{ items: [{ a: 1 }], total: 1 }],
    [null],
    [[{}]],
  ])("%j is none", (value) => expect(tableInJson(value)).toBeNull());
  test("a member by any name is a column, and nothing inherited is a value", () => {
    expect(tableInJson([JSON.parse('{"__proto__": 1}'), { constructor: 2 }])?.rows).toEqual([
      [1, null],
      [null, 2],
    ]);
  });
});

describe("text", () => {
  test("values separated by commas, quoted as they may be", () => {
    expect(tableInText('name,note\nAda,"a, ""b""\nc"\r\nGrace,\n', "text/csv")).toEqual({
      columns: ["name", "note"],
      rows: [
        ["Ada", 'a, "b"\nc'],
        ["Grace", ""],
      ],
    });
    expect(tableInText("id\tname\n1\tAda\n2\tGrace")?.columns).toEqual(["id", "name"]);
  });
  test("a Markdown table", () => {
    expect(tableInText("| a | b |\n|---|:-:|\n| 1 | x\\|y |")).toEqual({ columns: ["a", "b"], rows: [["1", "x|y"]] });
  });
  test.each([
    "Hello, world\nHow are you, then?",
    "one line, no more",
    "a,b\n1,2,3\n4,5",
    "# Title\n\n| a |\n|---|\n| 1 |",
  ])("%j is none", (text) => expect(tableInText(text)).toBeNull());
});

test("sorts numbers as numbers, and puts what is empty last either way", () => {
  const rows = [["10"], [null], ["9"], ["1"]];
  expect(sorted(rows, 0, false, "en").flat()).toEqual(["1", "9", "10", null]);
  expect(sorted(rows, 0, true, "en").flat()).toEqual(["10", "9", "1", null]);
});
