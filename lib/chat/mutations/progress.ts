import { db } from "#lib/platform/db/client.ts";
import { PROGRESS_CHANNEL } from "../constants.ts";
import type { ProgressNews } from "../types.ts";

/** Tells whoever reads the conversation how far a call has come. Nothing is kept of it. */
export async function tellProgress(news: ProgressNews): Promise<void> {
  await db().$queryRaw`SELECT pg_notify(${PROGRESS_CHANNEL}, ${JSON.stringify(news)})::text`;
}
