/** What is taken out of the product, in memory, to show that an attack would come through without it. */
export type Edit = { file: string; code: string; instead: string };

export const GUARDS = {
  values: {
    file: "lib/mcp/json-scanner.ts",
    code: "return this.#values <= MAX_JSON_VALUES;",
    instead: "return this.#values <= 1e9 + MAX_JSON_VALUES;",
  },
  lines: {
    file: "lib/mcp/event-scanner.ts",
    code: "return this.#lines <= MAX_STREAM_LINES;",
    instead: "return this.#lines <= 1e9 + MAX_STREAM_LINES;",
  },
  bytes: {
    file: "lib/platform/http/bounded-response.ts",
    code: 'if (bytes > limits.maxBytes) deadline.fail("too_large");',
    instead: "if (bytes > 1e9 + limits.maxBytes) deadline.fail('too_large');",
  },
  content: {
    file: "lib/mcp/incoming.ts",
    code: "result.content = result.content.slice(0, MAX_CONTENT_BLOCKS + 1);",
    instead: "MAX_CONTENT_BLOCKS;",
  },
  progress: {
    file: "lib/mcp/incoming.ts",
    code: 'throw new DroppedMessage("Too much progress");',
    instead: "{}",
  },
  requests: {
    file: "lib/mcp/incoming.ts",
    code: 'throw new DroppedMessage("Too many requests");',
    instead: "{}",
  },
  killing: {
    file: "lib/mcp/schema-threads.ts",
    code: "const timer = setTimeout(() => void worker.terminate(), next.limitMs);",
    instead: "const timer = setTimeout(() => {}, next.limitMs);",
  },
} satisfies Record<string, Edit>;

export type GuardName = keyof typeof GUARDS;
