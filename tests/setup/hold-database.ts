// Opens the embedded database of a data directory, says so in one JSON line, and leaves it when told to on standard input.
import { openEmbeddedPostgres } from "#server/database/embedded-postgres.ts";

try {
  const database = await openEmbeddedPostgres(process.argv[2] ?? "");
  process.stdout.write(`${JSON.stringify({ url: database.url })}\n`);
  process.stdin.once("data", async () => {
    await database.release();
    process.exit(0);
  });
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: (error as Error).message })}\n`);
  process.exit(1);
}
