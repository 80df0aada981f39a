import type { Adapter, AdapterPayload } from "oidc-provider";

type Entry = { model: string; id: string; payload: AdapterPayload; expiresAt: number };

/** One authorization server's storage: everything in one map, gone with the process. */
export class MemoryStore {
  readonly #entries = new Map<string, Entry>();

  /** What oidc-provider asks for: an adapter per model. */
  readonly adapter = (model: string): Adapter => {
    const live = (entry: Entry | undefined) =>
      entry !== undefined && entry.expiresAt > Date.now() ? entry.payload : undefined;
    const where = (matches: (payload: AdapterPayload) => boolean) =>
      live([...this.#entries.values()].find((entry) => entry.model === model && matches(entry.payload)));
    const key = (id: string) => `${model}:${id}`;
    return {
      upsert: async (id, payload, expiresIn) => {
        const expiresAt = expiresIn ? Date.now() + expiresIn * 1000 : Infinity;
        this.#entries.set(key(id), { model, id, payload, expiresAt });
      },
      find: async (id) => live(this.#entries.get(key(id))),
      findByUid: async (uid) => where((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => where((payload) => payload.userCode === userCode),
      consume: async (id) => {
        const payload = live(this.#entries.get(key(id)));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => void this.#entries.delete(key(id)),
      revokeByGrantId: async (grantId) => this.#deleteWhere((entry) => entry.payload.grantId === grantId),
    };
  };

  /** Forgets every token and grant; registered clients stay. */
  revokeAll(): void {
    this.#deleteWhere((entry) => entry.model !== "Client");
  }

  #deleteWhere(matches: (entry: Entry) => boolean): void {
    for (const [key, entry] of this.#entries) if (matches(entry)) this.#entries.delete(key);
  }
}
