import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { startEverything } from "#tests/fakes/everything-server.ts";
import { createScene, describeTool, propose, setPolicy } from "#tests/integration/tool-calls/fixture.ts";
import { interleaved, ms, quantile, type Row, ratio } from "./statistics.ts";

const ROUNDS = 300;
const WARM_UP = 30;
const TOOL = "echo";
const MESSAGE = "x".repeat(256);

/** A call through the door in this process (policy, token, intent and result durable), beside the SDK's own client. */
export async function governedCall(): Promise<Row[]> {
  const server = await startEverything();
  process.env.EGRESS_ALLOW = server.hostPort;
  forgetOnce("env");
  const scene = await createScene(server.url);
  const definitionHash = await describeTool(scene, { name: TOOL, inputSchema: { type: "object" } });
  await setPolicy(scene, "allow", TOOL);
  const client = new Client({ name: "bench", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  const samples = await interleaved(
    {
      ours: async () => {
        const id = await propose(scene, { toolName: TOOL, definitionHash, arguments: { message: MESSAGE } });
        const begun = performance.now();
        const { state } = await advanceToolCall(scene.ctx, id);
        if (state !== "succeeded") throw new Error(`A call ended as ${state}`);
        return performance.now() - begun;
      },
      direct: async () => {
        const begun = performance.now();
        await client.callTool({ name: TOOL, arguments: { message: MESSAGE } });
        return performance.now() - begun;
      },
    },
    { rounds: ROUNDS, warmUp: WARM_UP },
  );
  await client.close();
  await sessionPool().closeAll();
  await server.close();
  const row = (share: number, goal: string): Row => ({
    what: `a governed call, p${share * 100}`,
    ours: ms(quantile(samples.ours, share)),
    beside: `${ms(quantile(samples.direct, share))} by the SDK's client alone`,
    ratio: ratio(quantile(samples.ours, share), quantile(samples.direct, share)),
    goal,
  });
  return [row(0.5, "≤ 2.0×"), row(0.99, "≤ 3×")];
}
