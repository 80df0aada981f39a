import { describe, expect, test } from "vitest";
import { ICON_MAX_BYTES, INSTRUCTIONS_CHARS } from "./constants.ts";
import { iconCandidates } from "./icons.ts";
import { serverInfoFrom, serverInfoSchema } from "./server-info.ts";

const URL_OF_SERVER = "https://mcp.example/v1/mcp";
const infoOf = (server: Record<string, unknown>, instructions?: string) =>
  serverInfoFrom({ server, instructions, capabilities: { tools: {}, prompts: {} }, url: URL_OF_SERVER });

describe("what a server says of itself", () => {
  test("is kept in its own words, as far as it is well formed", () => {
    const info = infoOf({ name: "notes", title: 7, version: "1", websiteUrl: "https://example.com" }, "Be kind.");
    expect(info).toEqual({
      name: "notes",
      version: "1",
      websiteUrl: "https://example.com",
      instructions: "Be kind.",
      icons: [],
      capabilities: ["tools", "prompts"],
    });
    expect(serverInfoSchema.parse(info)).toEqual(info);
  });

  test("a website is a page, not something that runs", () => {
    expect(infoOf({ websiteUrl: "javascript:alert(1)" })).not.toHaveProperty("websiteUrl");
    expect(infoOf({ websiteUrl: "data:text/html,x" })).not.toHaveProperty("websiteUrl");
  });

  test("instructions are cut, and fit for the database", () => {
    const { instructions = "" } = infoOf({}, `\u0000${"x".repeat(50_000)}`);
    expect(instructions).toHaveLength(INSTRUCTIONS_CHARS);
    expect(instructions.startsWith("\uFFFDx")).toBe(true);
    expect(infoOf({}, "  \n ")).not.toHaveProperty("instructions");
  });
});

describe("its icons", () => {
  const png = "data:image/png;base64,iVBORw0KGgo=";
  const choose = (...icons: unknown[]) => iconCandidates(icons, URL_OF_SERVER);

  test("come from its own origin or within the answer", () => {
    expect(choose({ src: "https://mcp.example/i.png" }, { src: png })).toEqual(["https://mcp.example/i.png", png]);
    for (const src of [
      "https://cdn.example/i.png",
      "http://mcp.example/i.png",
      "https://mcp.example:8443/i.png",
      "https://mcp.example.evil/i.png",
      "//mcp.example/i.png",
      "javascript:alert(1)",
      "data:text/html;base64,PGI+",
      7,
    ])
      expect(choose({ src })).toEqual([]);
  });

  test("are never SVG, by whichever of its names", () => {
    expect(choose({ src: "https://mcp.example/i.svg" })).toEqual([]);
    expect(choose({ src: "https://mcp.example/i", mimeType: "image/svg+xml" })).toEqual([]);
    expect(choose({ src: "data:image/svg+xml;base64,PHN2Zz4=" })).toEqual([]);
  });

  test("the nearest to the size we show comes first, one for dark pages last", () => {
    const at = (px: number, theme?: string) => ({
      src: `https://mcp.example/${px}${theme ?? ""}.png`,
      sizes: [`${px}x${px}`],
      ...(theme && { theme }),
    });
    expect(choose(at(16), at(512), at(64, "dark"), at(96)).map((src) => src.split("/").at(-1))).toEqual([
      "96.png",
      "512.png",
      "16.png",
      "64dark.png",
    ]);
  });

  test("an overlong one does not get in", () => {
    const huge = `data:image/png;base64,${"A".repeat(ICON_MAX_BYTES * 2)}`;
    expect(infoOf({ icons: [{ src: huge }, { src: png }] }).icons).toEqual([png]);
  });
});
