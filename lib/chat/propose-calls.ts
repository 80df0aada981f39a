import { toolCallsLeft } from "#lib/models/mutations/usage.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { canonicalArguments } from "#lib/tool-calls/arguments.ts";
import { proposeToolCalls } from "#lib/tool-calls/mutations.ts";
import type { CallOrigin, ProposedCall } from "#lib/tool-calls/types.ts";
import { MAX_CALLS_PER_STEP } from "./constants.ts";
import type { Refusal } from "./errors.ts";
import type { AskedCall as ModelCall } from "./own-calls.ts";
import type { Tool } from "./toolset.ts";
import type { EventBody } from "./types.ts";

type AskedCall = Extract<EventBody, { type: "step_finished" }>["payload"]["calls"][number];
/** `call` is null where there is nothing to run: it is answered already. */
export type WantedCall = { asked: Omit<AskedCall, "toolCallId">; call: ProposedCall | Refusal | null };

/** What it takes to make a call of a tool; `connectionId` is null where its account is gone. */
export type CallableTool = Pick<Tool, "modelName" | "connectorId" | "toolName" | "definitionHash"> & {
  connectionId: string | null;
};

/** What a step wants, sorted into what can become a call and what is refused at once, with the reason. */
export function sortCalls(
  calls: readonly ModelCall[],
  tools: readonly CallableTool[],
  origin: CallOrigin = "model",
): WantedCall[] {
  const byName = new Map(tools.map((tool) => [tool.modelName, tool]));
  return calls.map(
    ({ modelCallId, modelName, input, providerMetadata, means = modelName, own, nearest, refused }, index) => {
      const asked = {
        modelCallId,
        modelName,
        ...(providerMetadata !== undefined && { providerMetadata: providerMetadata as never }),
        ...(own && { own }),
        ...(nearest && { nearest }),
      };
      if (own?.tool === "search_tools") return { asked, call: null };
      return { asked, call: refused ?? proposed(byName.get(means), { modelCallId, origin, index }, input) };
    },
  );
}

function proposed(
  tool: CallableTool | undefined,
  asked: Pick<ProposedCall, "modelCallId" | "origin" | "index">,
  input: unknown,
): ProposedCall | Refusal {
  if (asked.index >= MAX_CALLS_PER_STEP) return "too_many_calls";
  if (!tool) return "unknown_tool";
  const given = input ?? {};
  const isObject = typeof given === "object" && !Array.isArray(given);
  const args = isObject ? canonicalArguments(given as Record<string, unknown>) : null;
  if (!args) return "invalid_arguments";
  const { connectorId, connectionId, toolName, definitionHash } = tool;
  return { ...asked, connectorId, connectionId, toolName, definitionHash, arguments: args.arguments };
}

/** Stores the calls of a step inside the transaction that ends it, and gives the events that tell of step and calls. */
export async function proposeStep(
  tx: Tx,
  ctx: OrgContext,
  at: { runId: string; conversationId: string; step: number; text: string },
  all: readonly WantedCall[],
): Promise<EventBody[]> {
  const { text, ...step } = at;
  const wanted = await withinLimit(tx, ctx, all);
  const calls = wanted.flatMap(({ call }) => (isCall(call) ? [call] : []));
  const ids = calls.length > 0 ? await proposeToolCalls(tx, ctx, { ...step, calls }) : [];
  const idOf = new Map(calls.map((call, i) => [call.index, ids[i] ?? ""]));
  const asked = wanted.map(({ asked, call }): AskedCall => {
    if (call === null) return { ...asked, toolCallId: null };
    if (typeof call === "string") return { ...asked, toolCallId: null, refused: call };
    return { ...asked, toolCallId: idOf.get(call.index) ?? "" };
  });
  return [
    { type: "step_finished", payload: { step: at.step, text, calls: asked } },
    ...ids.map((toolCallId): EventBody => ({ type: "tool_call", payload: { toolCallId, state: "proposed" } })),
  ];
}

/** Whether it can become a call: neither refused nor answered already. */
function isCall(call: WantedCall["call"]): call is ProposedCall {
  return typeof call === "object" && call !== null;
}

/** What exceeds the person's tool calls of today is refused; the rest is counted with the calls that are stored. */
async function withinLimit(tx: Tx, ctx: OrgContext, wanted: readonly WantedCall[]): Promise<readonly WantedCall[]> {
  if (!wanted.some(({ call }) => isCall(call))) return wanted;
  const left = await toolCallsLeft(tx, ctx);
  if (left === null) return wanted;
  let used = 0;
  return wanted.map((one) => (!isCall(one.call) || used++ < left ? one : { ...one, call: "tool_call_limit" }));
}

/** Whether a step got nothing of what it asked for because the person's tool calls of today are used up. */
export function isOverLimit(events: readonly EventBody[]): boolean {
  const finished = events.find((event) => event.type === "step_finished");
  const calls = finished?.payload.calls ?? [];
  return (
    calls.some(({ refused }) => refused === "tool_call_limit") && calls.every(({ toolCallId }) => toolCallId === null)
  );
}
