import { Client } from "pg";
import { log } from "../log.ts";
import { forgetOnce, oncePerProcess } from "../process-registry.ts";
import { databaseUrl } from "./client.ts";

/** Called with a notification's payload; with "" after a pause in listening, when anything may have been missed. */
export type NotificationHandler = (payload: string) => void;

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;
const REGISTRY_NAME = "db-notifications";

/** LISTEN on one connection of its own for the whole process, which comes back by itself when it is lost. */
class Notifications {
  private readonly handlers = new Map<string, Set<NotificationHandler>>();
  private client: Client | null = null;
  private retryMs = FIRST_RETRY_MS;
  private retryTimer: NodeJS.Timeout | undefined;
  private isClosed = false;

  subscribe(channel: string, handler: NotificationHandler): () => void {
    const known = this.handlers.get(channel);
    if (known) known.add(handler);
    else {
      this.handlers.set(channel, new Set([handler]));
      if (this.client) this.listen(this.client, channel);
      else if (!this.retryTimer) this.retryTimer = setTimeout(() => void this.connect(), 0);
    }
    return () => this.handlers.get(channel)?.delete(handler);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.retryTimer);
    await this.client?.end().catch(() => {});
  }

  private async connect(): Promise<void> {
    this.retryTimer = undefined;
    if (this.isClosed) return;
    const client = new Client({
      connectionString: databaseUrl(),
      keepAlive: true,
      application_name: "patchbay-listen",
    });
    client.on("error", (error) => this.lost(client, error));
    client.on("end", () => this.lost(client, null));
    client.on("notification", ({ channel, payload = "" }) => this.dispatch(channel, payload));
    try {
      await client.connect();
    } catch (error) {
      this.lost(client, error);
      return;
    }
    if (this.isClosed) return void client.end().catch(() => {});
    this.client = client;
    this.retryMs = FIRST_RETRY_MS;
    for (const channel of this.handlers.keys()) this.listen(client, channel);
  }

  private listen(client: Client, channel: string): void {
    client.query(`LISTEN "${channel}"`).then(
      () => this.dispatch(channel, ""),
      (error: unknown) => this.lost(client, error),
    );
  }

  private dispatch(channel: string, payload: string): void {
    for (const handler of this.handlers.get(channel) ?? []) handler(payload);
  }

  private lost(client: Client, error: unknown): void {
    if (this.client === client) this.client = null;
    client.removeAllListeners("end");
    void client.end().catch(() => {});
    if (this.isClosed || this.client || this.retryTimer) return;
    if (error) log().warn({ error: error instanceof Error ? error.message : "unknown" }, "lost the LISTEN connection");
    this.retryTimer = setTimeout(() => void this.connect(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, MAX_RETRY_MS);
  }
}

/**
 * Hears NOTIFY on a channel (a plain word), from any process. A notification is a hint: it may be missed while the
 * connection is lost, so whoever listens also looks for itself now and then.
 * @returns ends the subscription
 */
export function onNotification(channel: string, handler: NotificationHandler): () => void {
  return oncePerProcess(REGISTRY_NAME, () => new Notifications()).subscribe(channel, handler);
}

/** Closes the connection (shutdown, tests); the next subscription opens a new one. */
export async function closeNotifications(): Promise<void> {
  const notifications = oncePerProcess(REGISTRY_NAME, () => new Notifications());
  forgetOnce(REGISTRY_NAME);
  await notifications.close();
}
