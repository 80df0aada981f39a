import pLimit from "p-limit";
import { log } from "#lib/platform/log.ts";
import { SWEEP_CONCURRENCY, SWEEP_LIMIT, SWEEP_MS } from "./constants.ts";
import { listDueConnections, readSecrets } from "./data.ts";
import { refreshAhead } from "./refresh.ts";

export type RefreshSweep = {
  /** Resolves when nothing of it is under way any more. */
  stop(): Promise<void>;
};

/**
 * Renews tokens in the last part of their life although nobody asks just then: whoever comes back after a pause need
 * not wait, a provider that is away for some minutes is not noticed, and a sign-in that was revoked shows as Reconnect
 * before somebody depends on it. Only tokens that were used, and only until they end: an account that nobody uses is
 * left alone after one renewal, because each needless rotation is a risk, and a provider's idle limit is its own
 * decision. Any number of processes may sweep: the lease decides.
 */
export function startRefreshSweep(everyMs = SWEEP_MS): RefreshSweep {
  let sweeping: Promise<void> | null = null;
  const timer = setInterval(() => {
    sweeping ??= sweep().finally(() => {
      sweeping = null;
    });
  }, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await sweeping;
    },
  };
}

async function sweep(): Promise<void> {
  try {
    const limit = pLimit(SWEEP_CONCURRENCY);
    await Promise.all(
      (await listDueConnections(SWEEP_LIMIT)).map((found) =>
        limit(async () => {
          const secrets = await readSecrets(found, found.connectionId);
          if (secrets?.kind === "tokens" && secrets.credential.due) await refreshAhead(found, secrets.credential);
        }),
      ),
    );
  } catch (error) {
    log().warn({ err: error }, "could not look for tokens to renew");
  }
}
