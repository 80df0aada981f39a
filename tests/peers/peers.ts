import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CHROMIUM_ARGUMENTS, findChromium } from "#tests/setup/chromium.ts";

/** A server from npm, how it is started, and what is asked of it. */
export type Peer = {
  /** As in the table: package, and what it is run as. */
  name: string;
  version: string;
  /** The program under node_modules with its arguments, and its environment. */
  command(port: number): { args: string[]; env?: Record<string, string> };
  path: "/mcp" | "/sse";
  /** The one name under which it answers. */
  host?: "localhost";
  /** It ends as soon as its client has gone, and has to be started again for the next. */
  endsWithItsClient?: true;
  /** A call and what its answer says; null: its tools do nothing without the internet. */
  tool: { name: string; arguments: Record<string, unknown>; says: RegExp } | null;
  resource?: { uri: string; says: RegExp };
  prompt?: { name: string; arguments: Record<string, string>; says: RegExp };
};

const SHARED_FOLDER = path.join(tmpdir(), "patchbay-peers");
const MODULES = fileURLToPath(new URL("packages/node_modules", import.meta.url));
const FILESYSTEM = [`${MODULES}/@modelcontextprotocol/server-filesystem/dist/index.js`, SHARED_FOLDER];
const EVERYTHING = [`${MODULES}/everything-2026.8.31/dist/index.js`, "stdio"];

const echo = { name: "echo", arguments: { message: "hello" }, says: /hello/ };
const readFile = { name: "read_text_file", arguments: { path: `${SHARED_FOLDER}/note.txt` }, says: /a note/ };
const oldResource = { uri: "test://static/resource/1", says: /Resource 1/ };
const oldPrompt = { name: "complex_prompt", arguments: { temperature: "0.5" }, says: /temperature=0\.5/ };
const resource = { uri: "demo://resource/static/document/features.md", says: /Features/ };
const prompt = { name: "args-prompt", arguments: { city: "Bern" }, says: /Bern/ };

const everything = (
  version: string,
  file: string,
  given: Pick<Peer, "path"> & Partial<Peer>,
  ...args: string[]
): Peer => ({
  name: `server-everything ${args[0] ?? path.basename(file, ".js")}`,
  version,
  command: (port) => ({ args: [`everything-${version}/dist/${file}`, ...args], env: { PORT: String(port) } }),
  tool: echo,
  resource: oldResource,
  prompt: oldPrompt,
  ...given,
});

const mcpProxy = (of: string, server: string[], given: Pick<Peer, "path" | "tool"> & Partial<Peer>): Peer => ({
  name: `mcp-proxy ${given.path} over ${of}`,
  version: "6.7.19",
  command: (port) => ({
    args: ["mcp-proxy/dist/bin/mcp-proxy.mjs", "--port", String(port), "--", process.execPath, ...server],
  }),
  ...given,
});

const supergateway = (transport: "streamableHttp" | "sse"): Peer => ({
  name: `supergateway ${transport} over server-everything`,
  version: "4.0.0",
  command: (port) => ({
    args: [
      "supergateway/dist/index.js",
      ...["--stdio", [process.execPath, ...EVERYTHING].join(" "), "--outputTransport", transport],
      ...["--port", String(port)],
    ],
  }),
  path: transport === "sse" ? "/sse" : "/mcp",
  tool: echo,
  resource,
  prompt,
});

const playwright = (at: Peer["path"]): Peer => ({
  name: `@playwright/mcp ${at}`,
  version: "0.0.83",
  command: (port) => ({
    args: [
      "@playwright/mcp/cli.js",
      ...["--port", String(port), "--headless", "--isolated", "--executable-path", findChromium() ?? "chromium"],
      ...["--output-dir", SHARED_FOLDER],
      ...(CHROMIUM_ARGUMENTS.includes("--no-sandbox") ? ["--no-sandbox"] : []),
    ],
  }),
  path: at,
  host: "localhost",
  tool: { name: "browser_navigate", arguments: { url: "data:text/html,<title>Hello</title>" }, says: /Hello/ },
});

/** Makes the folder that the file server shares. */
export function prepareSharedFolder(): void {
  mkdirSync(SHARED_FOLDER, { recursive: true });
  writeFileSync(`${SHARED_FOLDER}/note.txt`, "a note");
}

export const PEERS: Peer[] = [
  everything("0.6.2", "sse.js", { path: "/sse", endsWithItsClient: true }),
  everything("2025.3.19", "sse.js", { path: "/sse", endsWithItsClient: true }),
  everything("2025.5.12", "streamableHttp.js", { path: "/mcp" }),
  everything("2025.8.18", "streamableHttp.js", { path: "/mcp" }),
  everything("2025.12.18", "streamableHttp.js", { path: "/mcp" }),
  everything("2026.8.31", "index.js", { path: "/mcp", resource, prompt }, "streamableHttp"),
  everything("2026.8.31", "index.js", { path: "/sse", resource, prompt }, "sse"),
  mcpProxy("server-filesystem", FILESYSTEM, { path: "/mcp", tool: readFile }),
  mcpProxy("server-filesystem", FILESYSTEM, { path: "/sse", tool: readFile }),
  mcpProxy("server-everything", EVERYTHING, { path: "/mcp", tool: echo, resource, prompt }),
  supergateway("streamableHttp"),
  supergateway("sse"),
  {
    name: "@upstash/context7-mcp",
    version: "4.1.1",
    command: (port) => ({
      args: ["@upstash/context7-mcp/dist/index.js", "--transport", "http", "--port", String(port)],
    }),
    path: "/mcp",
    tool: null,
  },
  playwright("/mcp"),
  playwright("/sse"),
];
