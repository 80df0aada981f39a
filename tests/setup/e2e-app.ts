import { buildIfChanged } from "../../scripts/build-if-changed.ts";
import { startApp } from "./app-process.ts";

/** Before the first end-to-end test: one app on a free port with an empty data directory, ended after the last. */
export default async function setUp(): Promise<() => Promise<void>> {
  if (process.env.E2E_URL) return async () => {};
  await buildIfChanged();
  const app = await startApp();
  process.env.E2E_URL = app.url;
  process.env.E2E_DATA_DIR = app.dataDir;
  return () => app.destroy();
}
