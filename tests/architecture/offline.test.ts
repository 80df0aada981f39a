import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";

/**
 * A connection lost for a moment makes a server action's promise fail, and what fails in a transition takes the page away.
 * So whoever waits for an action's answer waits for `orOffline` of it, which `useFormAction` does for forms. A call that is
 * handed on (`save={() => action()}`) is answered for where it is waited for.
 */
describe("the answers of server actions", () => {
  const components = globSync("components/**/*.{ts,tsx}").filter((file) => !/\.test\.tsx?$/.test(file));
  const calling = components.filter((file) => /import [^;]*Action\b[^;]*actions\.ts"/.test(readFileSync(file, "utf8")));

  test("are looked for", () => {
    expect(calling.length).toBeGreaterThan(40);
  });

  test("may fail to arrive wherever they are waited for", () => {
    expect(calling.flatMap((file) => unguarded(file, readFileSync(file, "utf8")))).toEqual([]);
  });

  test.each([
    "const kept = await keepAction({});",
    "void keepAction({}).then(show);",
    "return keepAction({});",
    "const keep = () => keepAction({}); await keep();",
    "keepAction({}).then(show).finally(done);",
    "await Promise.all([keepAction({})]);",
  ])("are missed in: %s", (line) => {
    expect(unguarded("canary.ts", canary(line))).toEqual(["canary.ts: keepAction"]);
  });

  test.each([
    "const kept = await orOffline(keepAction({}));",
    "await keepAction({}).catch(() => failed);",
    "keepAction({}).then(show, fail);",
    "useDecision(value, (next) => keepAction(next), said);",
    "useFormAction(keepAction);",
  ])("are not missed in: %s", (line) => {
    expect(unguarded("canary.ts", canary(line))).toEqual([]);
  });
});

function canary(line: string): string {
  return `import { keepAction } from "#lib/chat/actions.ts";\nasync function keep() {\n  ${line}\n}\n`;
}

/** The calls of imported server actions whose failure nobody answers for. */
function unguarded(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const actions = new Set<string>();
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && /actions\.ts"$/.test(node.moduleSpecifier.getText()))
      for (const [, name = ""] of node.getText().matchAll(/(\w+Action)\b/g)) actions.add(name);
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && actions.has(node.expression.text))
      if (!isAnsweredFor(node)) found.push(`${file}: ${node.expression.text}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isAnsweredFor(call: ts.CallExpression): boolean {
  const { parent } = call;
  if (ts.isCallExpression(parent)) return parent.arguments.includes(call);
  // A function that is handed on, to whoever waits for it.
  if (ts.isArrowFunction(parent)) return ts.isCallExpression(parent.parent) || ts.isJsxExpression(parent.parent);
  if (!ts.isPropertyAccessExpression(parent) || !ts.isCallExpression(parent.parent)) return false;
  const { name } = parent;
  if (name.text === "catch" || (name.text === "then" && parent.parent.arguments.length > 1)) return true;
  return isAnsweredFor(parent.parent);
}
