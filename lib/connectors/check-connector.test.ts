import { expect, it } from "vitest";
import { suggestName } from "./check-connector.ts";

const server = { version: "1", transport: "streamable_http", era: "modern", protocolVersion: "2026-07-28" } as const;
const ready = (name: string, title?: string) =>
  ({ outcome: "ready", server: { ...server, name, ...(title && { title }), toolCount: 1, toolsLeftOut: 0 } }) as const;

it.each([
  ["https://mcp.example.com/mcp", ready("example-server", "Example Tools"), "Example Tools"],
  ["https://mcp.example.com/mcp", ready("example-server"), "example-server"],
  ["https://mcp.example.com/mcp", ready("  "), "Example"],
  ["https://mcp.example.co.uk/", { outcome: "sign_in" } as const, "Example"],
  ["https://tickets.example/", { outcome: "sign_in" } as const, "Tickets"],
  ["http://localhost:3001/mcp", { outcome: "sign_in" } as const, "Localhost"],
  ["http://127.0.0.1:3001/mcp", { outcome: "sign_in" } as const, "127.0.0.1"],
])("for %s suggests a name", (url, check, name) => {
  expect(suggestName(new URL(url), check)).toBe(name);
});
