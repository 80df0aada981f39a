import { expect, test } from "vitest";
import { fileName } from "./download-button.tsx";

test.each([
  ["demo://docs/architecture.md", "architecture.md"],
  ["report 1.pdf", "report 1.pdf"],
  ["../../.bashrc", "bashrc"],
  ["C:\\Windows\\evil.exe", "evil.exe"],
  ["inv\u202Efdp.exe", "inv_fdp.exe"],
  ["a\u0000b\nc?.txt", "a_b_c_.txt"],
  ["", "content"],
  ["..", "content"],
])("%j is saved as %j", (name, file) => {
  expect(fileName(name)).toBe(file);
});
