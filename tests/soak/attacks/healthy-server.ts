/** A server that is in good order, in a process of its own, for what attacks must not disturb. */
import { createServer } from "node:http";

createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { id, method } = JSON.parse(body || "{}");
  if (request.method !== "POST") return void response.writeHead(405).end();
  if (id === undefined) return void response.writeHead(202).end();
  const error = { code: -32601, message: "No" };
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "healthy", version: "1" },
    },
    "tools/call": { content: [{ type: "text", text: "well" }] },
  };
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ jsonrpc: "2.0", id, ...(results[method] ? { result: results[method] } : { error }) }));
}).listen(Number(process.env.HEALTHY_PORT), "127.0.0.1", () => console.log("healthy on"));
