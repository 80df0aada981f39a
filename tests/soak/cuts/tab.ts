import { type IncomingMessage, request } from "node:http";
import { EMPTY_TRANSCRIPT, fold } from "#lib/chat/transcript.ts";
import type { ConversationEvent, Transcript } from "#lib/chat/types.ts";

/** One way in which a browser loses its connection, and when: after a number of bytes or of milliseconds. */
export type Cut = { kind: "socket" | "reload" | "switch"; after: { bytes: number } | { ms: number } };

/**
 * A browser tab without its screen: folds what the event stream gives, as the page does, and knows nothing else. What
 * was half received when the connection broke is lost with it.
 */
export class Tab {
  transcript: Transcript = EMPTY_TRANSCRIPT;
  readonly #conversationId: string;
  readonly #cookie: string;

  constructor(conversationId: string, cookie: string) {
    this.#conversationId = conversationId;
    this.#cookie = cookie;
  }

  get isIdle(): boolean {
    return this.transcript.run?.state === "idle";
  }

  /** Forgets everything, as a page does that is loaded anew. */
  reload(): void {
    this.transcript = EMPTY_TRANSCRIPT;
  }

  /** Follows the conversation at one instance until it is over, the instance lets go, or the cut. */
  async follow(origin: string, cut: Cut["after"] | null): Promise<void> {
    const url = new URL(`/api/conversations/${this.#conversationId}/events`, origin);
    const headers = { cookie: this.#cookie, "last-event-id": String(this.transcript.lastSeq) };
    const asked = request(url, { headers, agent: false });
    const timer = cut && "ms" in cut ? setTimeout(() => asked.destroy(), cut.ms) : undefined;
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        asked.once("response", resolve).once("error", reject).end();
      });
      if (response.statusCode !== 200) return;
      await this.#read(response, cut && "bytes" in cut ? cut.bytes : Infinity);
    } catch {
      // A connection that breaks is what this is about; whoever calls goes on elsewhere.
    } finally {
      clearTimeout(timer);
      asked.destroy();
    }
  }

  async #read(response: IncomingMessage, bytes: number): Promise<void> {
    let room = bytes;
    let text = "";
    response.setEncoding("utf8");
    for await (const chunk of response as AsyncIterable<string>) {
      text += chunk.slice(0, room);
      room -= chunk.length;
      const end = text.lastIndexOf("\n\n");
      if (end >= 0) this.#fold(text.slice(0, end));
      text = text.slice(end + 1);
      if (room <= 0 || this.isIdle) return;
    }
  }

  #fold(messages: string): void {
    const events = [...messages.matchAll(/^id: \d+\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ""));
    this.transcript = fold(this.transcript, events as ConversationEvent[]);
  }
}
