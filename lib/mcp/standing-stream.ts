import { STANDING_LINGER_MS, STANDING_OPEN_MS, STANDING_REOPENS } from "./constants.ts";

/**
 * The GET stream beside a session for messages that belong to no request (2025-03-26 to 2025-11-25). Some servers put
 * their questions there. The SDK would hold a socket per session for it; here it gets a stream that never ends, which
 * is fed from the server's own only while calls are under way and a little after.
 */
export class StandingStream {
  readonly #open: (signal: AbortSignal) => Promise<Response>;
  #feed: ReadableStreamDefaultController<Uint8Array> | null = null;
  #isRefused = false;
  #holders = 0;
  #reopens = 0;
  #current: { stop: AbortController; ready: Promise<void> } | null = null;
  #lingering: NodeJS.Timeout | undefined;

  /** @param open requests the server's stream */
  constructor(open: (signal: AbortSignal) => Promise<Response>) {
    this.#open = open;
  }

  /** The answer to the SDK's own GET. @param signal ends it, with the transport */
  respond(signal: AbortSignal | null | undefined): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (feed) => {
        this.#feed = feed;
      },
      cancel: () => this.#close(),
    });
    signal?.addEventListener("abort", () => this.#close(), { once: true });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  /** A call begins: resolves when the stream is open, is refused, or keeps us waiting. */
  async hold(): Promise<void> {
    this.#holders += 1;
    clearTimeout(this.#lingering);
    if (!this.#feed || this.#isRefused) return;
    if (!this.#current) {
      this.#reopens = 0;
      this.#begin();
    }
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, STANDING_OPEN_MS);
    });
    await Promise.race([this.#current?.ready, patience]);
    clearTimeout(timer);
  }

  /** A call is over. */
  release(): void {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    this.#lingering = setTimeout(() => this.#leave(), STANDING_LINGER_MS).unref();
  }

  #close(): void {
    clearTimeout(this.#lingering);
    this.#feed = null;
    this.#leave();
  }

  #leave(): void {
    this.#current?.stop.abort();
    this.#current = null;
  }

  #begin(): void {
    const stop = new AbortController();
    const opening = this.#open(stop.signal);
    const ready = opening.then(
      (response) => {
        this.#isRefused = !response.ok;
      },
      () => {},
    );
    const current = { stop, ready };
    this.#current = current;
    void opening
      .then((response) => this.#pass(response))
      .catch(() => {})
      .finally(() => this.#ended(current));
  }

  /** Hands the server's stream on, event by event as it comes. */
  async #pass(response: Response): Promise<void> {
    const isStream = response.headers.get("content-type")?.toLowerCase().startsWith("text/event-stream");
    if (!response.ok || !isStream || !response.body) return void response.body?.cancel();
    for await (const piece of response.body) this.#feed?.enqueue(piece);
  }

  #ended(current: object): void {
    // What was cut in the middle must not run into what comes next.
    this.#feed?.enqueue(new TextEncoder().encode("\n\n"));
    if (this.#current !== current) return;
    this.#current = null;
    if (this.#holders === 0 || this.#isRefused || !this.#feed || this.#reopens >= STANDING_REOPENS) return;
    this.#reopens += 1;
    setTimeout(() => {
      if (this.#holders > 0 && this.#feed && !this.#current) this.#begin();
    }, STANDING_OPEN_MS).unref();
  }
}
