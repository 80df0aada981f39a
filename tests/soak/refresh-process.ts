/** One of several processes that want tokens at the same time. Told what to do by messages; may be killed. */
import { registerHooks } from "node:module";
import type { TokenOwner } from "#lib/credentials/types.ts";
import { setDatabaseUrl } from "#lib/platform/db/client.ts";
import { type Edit, GUARDS, type GuardName, MARKED_LEASES } from "./refresh-guards.ts";

export type Order = {
  id: number;
  owner: TokenOwner;
  connectionId: string;
  callers: number;
  /** The token that a server refused; null: whatever is in force is wanted. */
  rejected: string | null;
};
/** A token, or why there is none. */
export type Answer = { id: number; outcomes: string[] };

const guard = process.env.WITHOUT_GUARD;
const edits: Edit[] = guard ? [MARKED_LEASES, GUARDS[guard as GuardName]] : [MARKED_LEASES];
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const wanted = edits.filter(({ file }) => url.endsWith(file));
    if (wanted.length === 0) return loaded;
    let source = String(loaded.source);
    for (const { code, instead } of wanted) {
      if (!source.includes(code)) throw new Error(`${url} does not contain: ${code}`);
      source = source.replace(code, instead);
    }
    return { ...loaded, source };
  },
});

setDatabaseUrl(process.env.DATABASE_URL ?? "");
const { accessToken, refreshAfterRejection } = await import("#lib/credentials/access-token.ts");

process.on("message", async ({ id, owner, connectionId, callers, rejected }: Order) => {
  const ctx = { ...owner, role: "member", orgKind: "organization" } as const;
  const call = async () => {
    try {
      const token = rejected
        ? await refreshAfterRejection(ctx, connectionId, rejected)
        : await accessToken(ctx, connectionId);
      return token.ok ? String(token.value) : token.error.reason;
    } catch (error) {
      return `exception: ${error}`;
    }
  };
  const outcomes = await Promise.all(Array.from({ length: callers }, call));
  process.send?.({ id, outcomes } satisfies Answer);
});
console.log("wants tokens");
