// The client under test, as the suite starts it: `driver.ts <url>`. Hands the scenario to the service that
// `npm run conformance` keeps running (CONFORMANCE_SERVICE) and ends with what became of it.
export {};

const url = process.argv[2] ?? "";
const { CONFORMANCE_SERVICE, MCP_CONFORMANCE_SCENARIO, MCP_CONFORMANCE_CONTEXT } = process.env;
const response = await fetch(CONFORMANCE_SERVICE ?? "", {
  method: "POST",
  body: JSON.stringify({
    url,
    name: MCP_CONFORMANCE_SCENARIO ?? "",
    context: MCP_CONFORMANCE_CONTEXT ? JSON.parse(MCP_CONFORMANCE_CONTEXT) : {},
  }),
});
const outcome = (await response.json()) as { ok: boolean; said: string[] };
for (const line of outcome.said) console.log(line);
process.exitCode = outcome.ok ? 0 : 1;
