import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { ok, type Result } from "#lib/platform/result.ts";
import { recordStep } from "#lib/platform/trace.ts";
import { POOL_IDLE_MS, POOL_MAX_SESSIONS } from "./constants.ts";
import { isolated } from "./isolation.ts";
import { type McpSession, openSession } from "./session.ts";
import type { McpEndpoint, McpProblem } from "./types.ts";

type Entry = { session: McpSession; users: number; lastUsed: number; isDropped: boolean };

/**
 * Open sessions by key. The key names organization, person and connection, so that no two accounts ever share a
 * session or what a server keeps in one. At most `maxSessions` idle or busy ones are kept; the longest idle go first.
 */
export class SessionPool {
  readonly #entries = new Map<string, Entry>();
  readonly #opening = new Map<string, Promise<Result<Entry, McpProblem>>>();
  readonly #idleMs: number;
  readonly #maxSessions: number;
  #sweep: NodeJS.Timeout | undefined;

  constructor(limits: { idleMs?: number; maxSessions?: number } = {}) {
    this.#idleMs = limits.idleMs ?? POOL_IDLE_MS;
    this.#maxSessions = limits.maxSessions ?? POOL_MAX_SESSIONS;
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * Runs `use` on the session under `key`, opening one when there is none; a problem when it cannot be opened, or when
   * the endpoint's connector has no share of this process left (isolation.ts).
   * @param signal ends the wait for a turn; what is under way is the business of `use`
   */
  async with<T>(
    key: string,
    endpoint: McpEndpoint,
    use: (session: McpSession) => Promise<T>,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<Result<T, McpProblem>> {
    return isolated(endpoint.isolation, () => this.#use(key, endpoint, use), problemIn, signal);
  }

  async #use<T>(
    key: string,
    endpoint: McpEndpoint,
    use: (session: McpSession) => Promise<T>,
  ): Promise<Result<T, McpProblem>> {
    const found = await this.#entry(key, endpoint);
    if (!found.ok) return found;
    const entry = found.value;
    entry.users += 1;
    entry.session.adopt(endpoint);
    try {
      return ok(await use(entry.session));
    } finally {
      entry.users -= 1;
      entry.lastUsed = Date.now();
      if (entry.isDropped) this.#closeWhenUnused(entry);
      else this.#tidy();
    }
  }

  /** Forgets the session under `key`; it closes after its last use. After a disconnect, a removal, a new sign-in. */
  drop(key: string): void {
    const entry = this.#entries.get(key);
    this.#opening.delete(key);
    if (entry) this.#discard(key, entry);
  }

  /** Closes everything (shutdown, tests). */
  async closeAll(): Promise<void> {
    clearTimeout(this.#sweep);
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    this.#opening.clear();
    await Promise.all(entries.map((entry) => entry.session.close()));
  }

  async #entry(key: string, endpoint: McpEndpoint): Promise<Result<Entry, McpProblem>> {
    const kept = this.#entries.get(key);
    if (kept && kept.session.url === endpoint.url) {
      recordStep("session", { evidence: { isReused: true } });
      return ok(kept);
    }
    if (kept) this.#discard(key, kept);
    const opening = this.#opening.get(key);
    if (!opening) return this.#open(key, endpoint);
    const shared = await opening;
    recordStep("session", shared.ok ? { evidence: { isReused: true } } : { reason: shared.error.reason });
    return shared;
  }

  #open(key: string, endpoint: McpEndpoint): Promise<Result<Entry, McpProblem>> {
    const opening = openSession(endpoint).then((opened): Result<Entry, McpProblem> => {
      // `drop` may have come in between; then this session serves those who wait for it and is not kept.
      const isCurrent = this.#opening.get(key) === opening;
      if (isCurrent) this.#opening.delete(key);
      if (!opened.ok) return opened;
      const entry = { session: opened.value, users: 0, lastUsed: Date.now(), isDropped: !isCurrent };
      if (isCurrent) this.#entries.set(key, entry);
      return ok(entry);
    });
    this.#opening.set(key, opening);
    return opening;
  }

  #discard(key: string, entry: Entry): void {
    this.#entries.delete(key);
    entry.isDropped = true;
    this.#closeWhenUnused(entry);
  }

  #closeWhenUnused(entry: Entry): void {
    if (entry.users === 0) void entry.session.close();
  }

  #tidy(): void {
    const idle = [...this.#entries].filter(([, entry]) => entry.users === 0);
    idle.sort(([, a], [, b]) => a.lastUsed - b.lastUsed);
    const now = Date.now();
    let excess = this.#entries.size - this.#maxSessions;
    for (const [key, entry] of idle) {
      if (excess <= 0 && now - entry.lastUsed < this.#idleMs) break;
      excess -= 1;
      this.#discard(key, entry);
    }
    clearTimeout(this.#sweep);
    if (this.#entries.size > 0) this.#sweep = setTimeout(() => this.#tidy(), this.#idleMs).unref();
  }
}

/** What went wrong in an outcome: results name it `error`, calls `problem`. */
function problemIn(outcome: unknown): McpProblem | null {
  const { error, problem } = (outcome ?? {}) as { error?: McpProblem; problem?: McpProblem };
  return error ?? problem ?? null;
}

/** The process's one pool. */
export function sessionPool(): SessionPool {
  return oncePerProcess("mcp-session-pool", () => new SessionPool());
}
