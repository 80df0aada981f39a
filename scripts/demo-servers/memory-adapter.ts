import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Adapter, AdapterPayload } from "oidc-provider";

type Entry = { model: string; id: string; payload: AdapterPayload; expiresAt: number | null };

/**
 * One authorization server's storage: everything in one map, gone with the process, or kept in a file, so that whoever
 * connected in the demo is still connected after a restart.
 */
export class MemoryStore {
  readonly #entries: Map<string, Entry>;
  readonly #file: string | undefined;

  constructor(file?: string) {
    this.#file = file;
    this.#entries = new Map(file && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : []);
  }

  /** What oidc-provider asks for: an adapter per model. */
  readonly adapter = (model: string): Adapter => {
    const live = (entry: Entry | undefined) =>
      entry !== undefined && (entry.expiresAt ?? Infinity) > Date.now() ? entry.payload : undefined;
    const where = (matches: (payload: AdapterPayload) => boolean) =>
      live([...this.#entries.values()].find((entry) => entry.model === model && matches(entry.payload)));
    const key = (id: string) => `${model}:${id}`;
    return {
      upsert: async (id, payload, expiresIn) => {
        const expiresAt = expiresIn ? Date.now() + expiresIn * 1000 : null;
        this.#entries.set(key(id), { model, id, payload, expiresAt });
        this.#keep();
      },
      find: async (id) => live(this.#entries.get(key(id))),
      findByUid: async (uid) => where((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => where((payload) => payload.userCode === userCode),
      consume: async (id) => {
        const payload = live(this.#entries.get(key(id)));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
        this.#keep();
      },
      destroy: async (id) => {
        this.#entries.delete(key(id));
        this.#keep();
      },
      revokeByGrantId: async (grantId) => this.#deleteWhere((entry) => entry.payload.grantId === grantId),
    };
  };

  /** Forgets every token and grant; registered clients stay. */
  revokeAll(): void {
    this.#deleteWhere((entry) => entry.model !== "Client");
  }

  #deleteWhere(matches: (entry: Entry) => boolean): void {
    for (const [key, entry] of this.#entries) if (matches(entry)) this.#entries.delete(key);
    this.#keep();
  }

  #keep(): void {
    if (this.#file === undefined) return;
    writeFileSync(`${this.#file}.new`, JSON.stringify([...this.#entries]), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}
