import { z } from "zod";
import {
  LIST_MAX_PAGES,
  LIST_TOTAL_MS,
  MAX_CURSOR_CHARS,
  MAX_DEFINITION_BYTES,
  MAX_LIST_BYTES,
  MAX_LIST_ENTRIES,
  MAX_TOOLS,
} from "./constants.ts";
import { isShallow, jsonBytes } from "./json-limits.ts";
import { type Link, linkProblem } from "./link.ts";
import { readRequest } from "./read-request.ts";
import { isSessionLost } from "./session-loss.ts";
import type { ToolList } from "./types.ts";

/** Tools one by one and unread: a single bad one must not cost us the others, as it does in the SDK's own schema. */
const pageSchema = z.object({
  tools: z.array(z.unknown()),
  nextCursor: z.string().nullish(),
  ttlMs: z.number().nonnegative().optional().catch(undefined),
});

/** What the pages of a list came to. `ttlMs`: how long the server says that the list may be used, the shortest told. */
export type ToolPages = { raw: unknown[]; partial: ToolList["partial"]; ttlMs: number | null };

/**
 * Follows the cursors of a tool list to its end, or to what bounds it: pages, entries, bytes, time, a cursor that comes
 * back. What was read before the bound, or before a later page failed, counts; why there is not more is told.
 * @param pageMs how long one page may take
 * @throws when the first page cannot be read, or the session is lost
 */
export async function readToolPages(link: Link, pageMs: number): Promise<ToolPages> {
  const pages: ToolPages = { raw: [], partial: null, ttlMs: null };
  if (!link.client.getServerCapabilities()?.tools) return pages;
  const until = performance.now() + LIST_TOTAL_MS;
  const seen = new Set<string>();
  let cursor: string | null = null;
  let bytes = 0;
  for (let page = 0; ; page += 1) {
    const left = until - performance.now();
    if (page >= LIST_MAX_PAGES) return { ...pages, partial: "limit" };
    if (left <= 0) return { ...pages, partial: "timeout" };
    let answer: z.infer<typeof pageSchema>;
    try {
      const params = cursor === null ? {} : { cursor };
      const timeout = Math.min(pageMs, left);
      answer = await readRequest(link, { method: "tools/list", params }, pageSchema, timeout);
    } catch (error) {
      if (page === 0 || isSessionLost(error, link)) throw error;
      return { ...pages, partial: linkProblem(link, error).reason };
    }
    for (const tool of answer.tools) {
      if (pages.raw.length < MAX_LIST_ENTRIES) bytes += isShallow(tool) ? jsonBytes(tool) : MAX_DEFINITION_BYTES;
      pages.raw.push(bytes > MAX_LIST_BYTES || pages.raw.length >= MAX_LIST_ENTRIES ? null : tool);
    }
    if (answer.ttlMs !== undefined) pages.ttlMs = Math.min(answer.ttlMs, pages.ttlMs ?? Number.POSITIVE_INFINITY);
    cursor = answer.nextCursor ?? null;
    if (cursor === null) return pages;
    // Beyond the limits only their number would be learnt.
    if (pages.raw.length > MAX_TOOLS || bytes > MAX_LIST_BYTES || cursor.length > MAX_CURSOR_CHARS)
      return { ...pages, partial: "limit" };
    if (seen.has(cursor)) return { ...pages, partial: "cursor_loop" };
    seen.add(cursor);
  }
}
