import type { IncomingMessage, ServerResponse } from "node:http";
import { orgContextFromCookies } from "#lib/auth/session.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import {
  EVENT_BATCH,
  STREAM_HEARTBEAT_MS,
  STREAM_POLL_MS,
  STREAM_RECHECK_MS,
  STREAM_RETRY_MS,
  STREAM_STALL_MS,
} from "./constants.ts";
import { currentContext, onEvents, onProgress, readEvents, workspaceOfConversation } from "./data.ts";
import { progressSchema } from "./schema.ts";
import type { ProgressNews } from "./types.ts";

/** Next does not see these answers, so they carry their own. */
const HEADERS = { "Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff" };

/**
 * Answers GET /api/conversations/:id/events: the log of one of the caller's conversations as server-sent events, from
 * `Last-Event-ID` or `?after=` on, then live. `id:` is the event's seq, `data:` a ConversationEvent. In between, without
 * an id and not kept, `event: progress` tells how far a running call has come. Read-only: closing
 * it stops nothing. Somebody else's conversation is answered like one that does not exist.
 */
export async function streamConversationEvents(
  request: IncomingMessage,
  response: ServerResponse,
  conversationId: string,
): Promise<void> {
  const cookies = request.headers.cookie;
  const ctx = await readerOf(cookies, conversationId);
  if (typeof ctx === "string") return refuse(response, ctx === "signed_out" ? 401 : 404, ctx);
  const stream = new EventStream(response, { ctx, cookies, conversationId, after: startOf(request) });
  const all = streams();
  all.open(conversationId, stream);
  try {
    await stream.run();
  } catch (error) {
    log().error({ err: error, conversationId }, "an event stream broke");
  } finally {
    all.closed(conversationId, stream);
    response.end();
  }
}

/** Ends every open stream of this process (shutdown); browsers come back to whichever process answers then. */
export function closeEventStreams(): void {
  streams().closeAll();
}

/** Who reads, as things are now, in the conversation's own workspace, whichever is active in another tab. */
async function readerOf(
  cookies: string | undefined,
  conversationId: string,
): Promise<OrgContext | "signed_out" | "not_found"> {
  const session = await orgContextFromCookies(cookies);
  if (!session) return "signed_out";
  const orgId = await workspaceOfConversation(session.userId, conversationId);
  const { userId } = session;
  return (orgId !== null && (await currentContext({ orgId, userId }))) || "not_found";
}

/** The later of what the browser says it has seen and what the page was rendered with. */
function startOf(request: IncomingMessage): number {
  const given = [
    request.headers["last-event-id"],
    new URL(request.url ?? "/", "http://localhost").searchParams.get("after"),
  ];
  return Math.max(0, ...given.map((value) => (/^\d{1,9}$/.test(String(value)) ? Number(value) : 0)));
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { ...HEADERS, "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify({ ok: false, code }));
}

type Reader = { ctx: OrgContext; cookies: string | undefined; conversationId: string; after: number };

/** One open response. */
class EventStream {
  private readonly response: ServerResponse;
  private readonly reader: Reader;
  private isOpen = true;
  private hasNews = true;
  private wake: () => void = () => {};
  private checkedAt = Date.now();

  constructor(response: ServerResponse, reader: Reader) {
    this.response = response;
    this.reader = reader;
    response.on("close", () => this.close());
  }

  close(): void {
    this.isOpen = false;
    this.wake();
  }

  /** Told in passing; one that is missed is made up for by the next. */
  tell(news: ProgressNews): void {
    if (!this.response.headersSent || this.response.writableNeedDrain) return;
    this.response.write(`event: progress\ndata: ${JSON.stringify(news)}\n\n`);
  }

  /** There may be new events. */
  poke(): void {
    this.hasNews = true;
    this.wake();
  }

  async run(): Promise<void> {
    this.response.writeHead(200, {
      ...HEADERS,
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store, no-transform",
      "X-Accel-Buffering": "no",
    });
    this.response.flushHeaders();
    let isWritable = await this.write(`retry: ${STREAM_RETRY_MS}\n\n`);
    let saidAt = Date.now();
    while (this.isOpen && isWritable && (await this.mayStillRead())) {
      this.hasNews = false;
      const { ctx, conversationId } = this.reader;
      const events = await readEvents(ctx, conversationId, this.reader.after);
      if (events.length > 0) {
        isWritable = await this.write(
          events.map((event) => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`).join(""),
        );
        this.reader.after = events.at(-1)?.seq ?? this.reader.after;
        saidAt = Date.now();
      } else if (Date.now() - saidAt >= STREAM_HEARTBEAT_MS) {
        isWritable = await this.write(": still here\n\n");
        saidAt = Date.now();
      }
      if (events.length < EVENT_BATCH) await this.news();
    }
  }

  /** Who reads is asked anew now and then: a session ended, a membership lost, a conversation deleted end the stream. */
  private async mayStillRead(): Promise<boolean> {
    if (Date.now() - this.checkedAt < STREAM_RECHECK_MS) return true;
    const { cookies, conversationId, ctx } = this.reader;
    const now = await readerOf(cookies, conversationId);
    this.checkedAt = Date.now();
    return typeof now !== "string" && now.userId === ctx.userId;
  }

  private news(): Promise<void> {
    if (this.hasNews || !this.isOpen) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, STREAM_POLL_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Writes, and waits while the browser takes nothing; false when it takes nothing for too long. */
  private write(text: string): Promise<boolean> {
    if (!this.isOpen || this.response.write(text)) return Promise.resolve(this.isOpen);
    return new Promise((resolve) => {
      const settle = (isWritable: boolean) => {
        clearTimeout(timer);
        this.response.off("drain", onDrain).off("close", onClose);
        resolve(isWritable);
      };
      const onDrain = () => settle(true);
      const onClose = () => settle(false);
      const timer = setTimeout(() => settle(false), STREAM_STALL_MS);
      this.response.on("drain", onDrain).on("close", onClose);
    });
  }
}

/** The open streams of this process, by conversation, and the one subscription that wakes them. */
class OpenStreams {
  private readonly byConversation = new Map<string, Set<EventStream>>();
  private unsubscribe: (() => void) | null = null;

  open(conversationId: string, stream: EventStream): void {
    this.unsubscribe ??= this.subscribe();
    const open = this.byConversation.get(conversationId) ?? new Set();
    this.byConversation.set(conversationId, open.add(stream));
  }

  private subscribe(): () => void {
    const ends = [onEvents((id) => this.poke(id)), onProgress((payload) => this.tell(payload))];
    return () => {
      for (const end of ends) end();
    };
  }

  private tell(payload: string): void {
    if (payload === "") return;
    const news = progressSchema.parse(JSON.parse(payload));
    for (const stream of this.byConversation.get(news.conversationId) ?? []) stream.tell(news);
  }

  closed(conversationId: string, stream: EventStream): void {
    const open = this.byConversation.get(conversationId);
    open?.delete(stream);
    if (open?.size === 0) this.byConversation.delete(conversationId);
    if (this.byConversation.size > 0) return;
    this.unsubscribe?.();
    this.unsubscribe = null;
  }

  closeAll(): void {
    for (const open of this.byConversation.values()) for (const stream of open) stream.close();
  }

  private poke(conversationId: string): void {
    const open =
      conversationId === ""
        ? [...this.byConversation.values()].flatMap((set) => [...set])
        : (this.byConversation.get(conversationId) ?? []);
    for (const stream of open) stream.poke();
  }
}

function streams(): OpenStreams {
  return oncePerProcess("event-streams", () => new OpenStreams());
}
