import { type IncomingMessage, request } from "node:http";
import { interleaved, median, ms, quantile, type Row } from "./statistics.ts";
import { openStream, say, type World } from "./world.ts";

const ROUNDS = 150;
const WARM_UP = 15;

/** How much later the first piece of an answer is in the browser than it would be straight from the model. */
export async function firstToken(world: World): Promise<Row[]> {
  const person = await world.person([]);
  world.model.replyBy(() => ({ text: ["Hello ", "there."] }));
  const id = await say(world, person, "Hello", null);
  const stream = await openStream(world, person, id);
  await stream.seen("run_finished");
  const samples = await interleaved(
    {
      ours: async () => {
        const [first, over] = [stream.next("text_delta"), stream.next("run_finished")];
        const begun = performance.now();
        await say(world, person, "Hello again", id);
        const took = (await first) - begun;
        await over;
        return took;
      },
      direct: () => straightFromModel(world.model.baseUrl),
    },
    { rounds: ROUNDS, warmUp: WARM_UP },
  );
  stream.close();
  const direct = median(samples.direct);
  const added = samples.ours.map((sample) => sample - direct);
  return [
    {
      what: "added to the model's first token, p50",
      ours: ms(median(samples.ours)),
      beside: `${ms(direct)} straight from the model`,
      ratio: `+${ms(median(added))}`,
      goal: "+15 ms",
    },
    {
      what: "added to the model's first token, p99",
      ours: ms(quantile(samples.ours, 0.99)),
      beside: `${ms(quantile(samples.direct, 0.99))} straight from the model`,
      ratio: `+${ms(quantile(added, 0.99))}`,
      goal: "+50 ms",
    },
  ];
}

/** Asks the model over a connection of its own and gives the time to the first piece of text. */
async function straightFromModel(baseUrl: string): Promise<number> {
  const begun = performance.now();
  const body = JSON.stringify({ model: "scripted", stream: true, messages: [{ role: "user", content: "Hello" }] });
  const asked = request(`${baseUrl}/chat/completions`, { method: "POST" });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve).once("error", reject).end(body);
  });
  let took = Number.NaN;
  for await (const chunk of response)
    if (Number.isNaN(took) && String(chunk).includes("Hello")) took = performance.now() - begun;
  return took;
}
