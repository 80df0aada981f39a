import { startConversation } from "#lib/chat/post-message.ts";
import { decideResearch } from "#lib/chat/research/decide.ts";
import type { Transcript } from "#lib/chat/types.ts";
import { modelToolName } from "#lib/mcp/definition.ts";
import type { McpTool } from "#lib/mcp/types.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { PlanEdit, ResearchView } from "#lib/research/types.ts";
import type { ModelRequest, ModelTurn } from "#tests/fakes/model-server.ts";
import { newKey, readUntil, type World } from "../chat/world.ts";
import { describeTool, type Scene, TOOL } from "../tool-calls/fixture.ts";

/** A person, and the names under which a model sees the tools: one that owners call a read, one that claims to be one. */
export type Investigator = Scene & { look: string; claims: string };

/** Says that it only reads; no owner has said so. */
export const CLAIMS = {
  ...TOOL,
  name: "erase",
  title: "Erase",
  description: "Erases it",
} satisfies McpTool;

/** Somebody whose owners called one of two tools a read. */
export async function investigator(world: World): Promise<Investigator> {
  const person = await world.person();
  await describeTool(person, CLAIMS);
  await classify(person, TOOL);
  const { slug } = await db().connector.findUniqueOrThrow({ where: { id: person.connectorId } });
  return { ...person, look: modelToolName(slug, TOOL.name), claims: modelToolName(slug, CLAIMS.name) };
}

/** Owners say what a tool does, as its account describes it now. */
export async function classify(
  { ctx, connectorId, connectionId }: Scene,
  { name }: McpTool,
  kind: "read" | "write" = "read",
): Promise<void> {
  const tool = await db().toolDefinition.findUniqueOrThrow({ where: { connectionId_name: { connectionId, name } } });
  const key = { connectorId, toolName: name };
  const said = { definitionHash: tool.hash, kind };
  await db().toolClass.upsert({
    where: { connectorId_toolName: key },
    create: { ...key, ...said, orgId: ctx.orgId, updatedById: ctx.userId },
    update: said,
  });
}

/** Asks for an investigation in a new conversation; its id. */
export async function ask(ctx: OrgContext, question: string): Promise<string> {
  const begun = await startConversation(ctx, {
    text: question,
    research: true,
    idempotencyKey: newKey(),
    toggles: [],
    accounts: [],
  });
  if (!begun.ok) throw new Error(`Could not begin: ${begun.error}`);
  return begun.value.conversationId;
}

/** The investigation as its conversation shows it. */
export function researchIn({ messages }: Transcript): ResearchView | null {
  for (const message of messages.toReversed()) {
    const [first] = message.role === "assistant" ? message.blocks : [];
    if (first?.type === "research") return first.research;
  }
  return null;
}

/** Polls until it stands there. */
export async function until(ctx: OrgContext, id: string, state: ResearchView["state"]): Promise<ResearchView> {
  const transcript = await readUntil(ctx, id, (now) => researchIn(now)?.state === state);
  const research = researchIn(transcript);
  if (!research) throw new Error("No investigation");
  return research;
}

/** Everything in the plan as it was shown. */
export function asShown({ plan }: ResearchView, given: Partial<PlanEdit> = {}): PlanEdit {
  if (!plan) throw new Error("No plan");
  const tools = plan.tools.map(({ connectionId, toolName }) => ({ connectionId, toolName }));
  return { questions: plan.questions, tools, caps: plan.caps, ...given };
}

/** Starts the plan as shown, or with changes. */
export function start(ctx: OrgContext, research: ResearchView, given: Partial<PlanEdit> = {}) {
  const { id, planHash } = research;
  return decideResearch(ctx, { id, decision: "start", planHash: planHash ?? "", plan: asShown(research, given) });
}

type Part = { plan: ModelTurn; work: (request: ModelRequest, nth: number) => ModelTurn; report: ModelTurn };

/** A model that plays its part in each phase of an investigation, however often it is asked. */
export function play(world: World, { plan, work, report }: Part): void {
  let worked = 0;
  world.model.replyBy((request) => {
    const names = request.tools?.map((tool) => tool.function.name) ?? [];
    if (names.includes("propose_plan")) return plan;
    if (names.includes("note_finding")) return work(request, worked++);
    return report;
  });
}

export const proposePlan = (input: object): ModelTurn => ({ calls: [{ name: "propose_plan", arguments: input }] });
export const note = (text: string, ...sources: number[]) => ({ name: "note_finding", arguments: { text, sources } });
/** How often each tool was called at the world's one server. */
export const callsOf = (conversationId: string) =>
  db().toolCall.findMany({ where: { conversationId }, orderBy: [{ step: "asc" }, { index: "asc" }] });
