/** The demo's servers as one process: prints one JSON line when all are ready, and ends on SIGINT, SIGTERM or with its parent. */
import { startDemoServers } from "./demo-servers.ts";

const firstPort = Number(process.env.DEMO_SERVERS_PORT ?? 3101);
const { close, ...demo } = await startDemoServers(firstPort, process.env.DEMO_STATE_FILE);

async function stop(): Promise<void> {
  await close();
  process.exit(0);
}
process.on("SIGINT", () => void stop());
process.on("SIGTERM", () => void stop());
process.on("disconnect", () => void stop());

console.log(JSON.stringify(demo));
