import { beforeEach, expect, test } from "vitest";
import { forgetOnce } from "../process-registry.ts";
import { statementName } from "./statement-names.ts";

beforeEach(() => forgetOnce("statement-names"));

test("a statement keeps its name, and no other gets it", () => {
  const one = statementName("SELECT 1");
  expect(one).not.toBe("");
  expect(statementName("SELECT 2")).not.toBe(one);
  expect(statementName("SELECT 1")).toBe(one);
});

test("a list of values or rows has no name: the next one may be longer", () => {
  expect(statementName("SELECT 1 FROM t WHERE id IN ($1,$2,$3)")).toBe("");
  expect(statementName("INSERT INTO t (a,b) VALUES ($1,$2), ($3,$4)")).toBe("");
  expect(statementName("INSERT INTO t (a,b) VALUES ($1,$2)")).not.toBe("");
  expect(statementName("SELECT 1 FROM t WHERE id IN ($1)")).not.toBe("");
});

test("of endlessly many statements some get a name", () => {
  const names = Array.from({ length: 2_000 }, (_, i) => statementName(`SELECT ${i}`));
  expect(new Set(names.filter((name) => name !== "")).size).toBe(500);
  expect(statementName("SELECT 0")).toBe(names[0]);
});
