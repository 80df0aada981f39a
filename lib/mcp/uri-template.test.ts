import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expandTemplate, templateVariables } from "./uri-template.ts";

const VALUES = { var: "value", hello: "Hello World!", path: "/foo/bar", x: "1024", y: "768", empty: "" };

describe("URI templates (RFC 6570)", () => {
  test.each([
    ["demo://text/{var}", "demo://text/value"],
    ["{hello}", "Hello%20World%21"],
    ["{+hello}", "Hello%20World!"],
    ["{+path}/here", "/foo/bar/here"],
    ["{#path}", "#/foo/bar"],
    ["map?{x,y}", "map?1024,768"],
    ["X{.var}", "X.value"],
    ["{/var,x}/here", "/value/1024/here"],
    ["{;x,y,empty}", ";x=1024;y=768;empty"],
    ["{?x,y,empty}", "?x=1024&y=768&empty="],
    ["?fixed=yes{&x}", "?fixed=yes&x=1024"],
    ["{var:3}", "val"],
    ["{?undef,x}", "?x=1024"],
    ["O{undef}X", "OX"],
  ])("%s becomes %s", (template, expanded) => {
    expect(expandTemplate(template, VALUES)).toBe(expanded);
  });

  test("its variables, each once; anything that is not a template has none to fill in", () => {
    expect(templateVariables("a://{x}/{+y}{?x,z*}")).toEqual(["x", "y", "z"]);
    for (const wrong of ["a://b", "a://{x", "a://x}", "a://{}", "a://{x y}", "a://{{x}}", "a://{!x}"])
      expect(templateVariables(wrong)).toBeNull();
  });

  test("a value never leaves its place: nothing reserved gets through a plain expression", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const expanded = expandTemplate("a://{x}", { x: value });
        expect(expanded.slice(4)).toMatch(/^(?:[\w.~-]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(expanded.slice(4))).toBe(value.toWellFormed());
      }),
    );
  });

  test("takes its time in proportion, whatever the template", () => {
    const started = performance.now();
    for (const hostile of ["{".repeat(4_096), "{a,".repeat(1_365), `{${"%41".repeat(1_300)}!`])
      expect(templateVariables(hostile)).toBeNull();
    expect(performance.now() - started).toBeLessThan(500);
  });
});
