import type { McpTool } from "#lib/mcp/types.ts";
import { interleaved, median, ms, type Row, ratio } from "./statistics.ts";
import { openStream, say, type World } from "./world.ts";

const SIZES = [0, 50, 500, 2_000];
const ROUNDS = 25;
const WARM_UP = 3;

/** What a turn costs that calls nothing, from the message sent to its end seen, by how many tools the person has. */
export async function turnCost(world: World): Promise<Row[]> {
  world.model.replyBy(() => ({ text: ["Hello."] }));
  const subjects: Record<string, () => Promise<number>> = {};
  const streams: { close(): void }[] = [];
  const bytes = new Map<string, number>();
  for (const size of SIZES) {
    const person = await world.person(Array.from({ length: size }, (_, n) => aTool(n)));
    const id = await say(world, person, "Hello", null);
    const stream = await openStream(world, person, id);
    await stream.seen("run_finished");
    streams.push(stream);
    subjects[size] = async () => {
      const over = stream.next("run_finished");
      const begun = performance.now();
      await say(world, person, "Hello again", id);
      const took = (await over) - begun;
      bytes.set(String(size), Buffer.byteLength(JSON.stringify(world.model.requests.at(-1)?.tools ?? [])));
      return took;
    };
  }
  const samples = await interleaved(subjects, { rounds: ROUNDS, warmUp: WARM_UP });
  for (const stream of streams) stream.close();
  const none = median(samples["0"] ?? []);
  return SIZES.map((size) => ({
    what: `a turn with ${size.toLocaleString("en")} tools, p50`,
    ours: ms(median(samples[size] ?? [])),
    beside: `${ms(none)} with none; ${((bytes.get(String(size)) ?? 0) / 1024).toFixed(1)} kB of tools to the model`,
    ratio: ratio(median(samples[size] ?? []), none),
    goal: "",
  }));
}

/** A tool of the usual size: a sentence or two and three parameters. */
function aTool(n: number): McpTool {
  return {
    name: `report_${n}_of_section_${n % 40}`,
    description: `Gives report ${n} of section ${n % 40}, for one project and a span of days. Use it when somebody asks for figures.`,
    inputSchema: {
      type: "object",
      properties: {
        project: { type: "string", description: "Key of the project" },
        from: { type: "string", format: "date", description: "First day" },
        to: { type: "string", format: "date", description: "Last day" },
      },
      required: ["project"],
    },
  };
}
