import { endedEarly, foldNews } from "#lib/research/view.ts";
import type { AssistantMessage, ConversationEvent, Message, Transcript } from "./types.ts";
import { putBeside, show } from "./versions.ts";

type Payload<Type extends ConversationEvent["type"]> = Extract<ConversationEvent, { type: Type }>["payload"];

/** A conversation before its first event. */
export const EMPTY_TRANSCRIPT: Transcript = { messages: [], aside: [], run: null, lastSeq: 0 };

/**
 * The one fold over the log: continues `transcript` by `events` (ascending by seq). Pure; what it is given stays as it
 * was, messages that do not change keep their identity. Events already folded are skipped, so a stream may overlap.
 * Folding in any portions gives what folding at once gives.
 */
export function fold(transcript: Transcript, events: readonly ConversationEvent[]): Transcript {
  const draft = new Draft(transcript);
  for (const event of events) draft.apply(event);
  return draft.result;
}

/** Copies what it changes, each message once per portion. */
class Draft {
  readonly result: Transcript;
  private readonly own = new Set<Message>();

  constructor(base: Transcript) {
    this.result = { ...base, messages: [...base.messages] };
  }

  apply(event: ConversationEvent): void {
    if (event.seq <= this.result.lastSeq) return;
    this.result.lastSeq = event.seq;
    const runId = event.runId ?? "";
    switch (event.type) {
      case "user_message": {
        const { payload } = event;
        const content =
          "text" in payload
            ? {
                type: "text" as const,
                text: payload.text,
                ...(payload.attachments && { attachments: payload.attachments }),
                ...(payload.research && { research: payload.research }),
              }
            : { type: "tool" as const, ...payload.tool };
        const message: Message = { role: "user", id: event.seq, at: event.at, content };
        if ("text" in payload && payload.beside !== undefined) this.putBeside(payload.beside, message);
        else this.push(message);
        this.result.run = { id: runId, state: "queued" };
        break;
      }
      case "run_retried": {
        const { beside } = event.payload;
        if (beside === undefined) this.dropUnfinished(runId);
        else this.putBeside(beside, begunAnswer(event, runId));
        this.result.run = { id: runId, state: "queued" };
        break;
      }
      case "version_chosen":
        Object.assign(this.result, show(this.result, event.payload.messageId));
        break;
      case "attachment_given":
        this.giveAttachment(event.payload.attachmentId);
        break;
      case "run_continued": {
        this.reopen(runId, event.payload.step);
        this.result.run = { id: runId, state: "queued" };
        break;
      }
      case "run_started":
        this.result.run = { id: runId, state: "running" };
        break;
      case "step_started":
        this.beginStep(this.answer(event, runId), event.payload);
        break;
      case "step_restarted": {
        const message = this.answer(event, runId);
        const { begun } = message;
        this.dropOpenStep(message);
        this.beginStep(message, event.payload);
        if (begun !== undefined) this.begin(message, begun);
        break;
      }
      case "model_retried": {
        const { attempt, of } = event.payload;
        this.answer(event, runId).retry = { attempt, of };
        break;
      }
      case "context_shortened":
        this.answer(event, runId).shortened = event.payload;
        break;
      case "text_delta":
        this.addText(this.answer(event, runId), event.payload.text);
        break;
      case "step_finished":
        this.finishStep(this.answer(event, runId), event.payload);
        break;
      case "tool_call":
        this.updateCall(event);
        break;
      case "research":
        this.updateResearch(event, runId);
        break;
      case "titled":
        this.result.title = event.payload.title;
        break;
      case "run_waiting":
        this.result.run = { id: runId, state: "waiting" };
        break;
      case "run_finished":
        this.end(event, runId, event.payload.reason === "done" ? null : { type: event.payload.reason });
        break;
      case "run_stopped":
        this.end(event, runId, { type: "stopped" });
        break;
      case "run_failed":
        this.end(event, runId, { type: "failed", code: event.payload.code });
        break;
    }
  }

  private push(message: Message): void {
    this.own.add(message);
    this.result.messages.push(message);
  }

  private putBeside(id: number, message: Message): void {
    Object.assign(this.result, putBeside(this.result, id, message));
  }

  /** An attachment stands in every version of its message. */
  private giveAttachment(id: string): void {
    const given = (message: Message): Message => {
      if (message.role !== "user" || message.content.type !== "text") return message;
      const { attachments } = message.content;
      if (!attachments?.some((one) => one.id === id)) return message;
      const after = attachments.map((one) => (one.id === id ? { ...one, isGivenAnyway: true as const } : one));
      return { ...message, content: { ...message.content, attachments: after } };
    };
    this.result.messages = this.result.messages.map(given);
    this.result.aside = this.result.aside.map((tail) => tail.map(given));
  }

  private editable(message: AssistantMessage): AssistantMessage {
    if (this.own.has(message)) return message;
    const copy = { ...message, blocks: [...message.blocks] };
    const withCopy = (messages: Message[]) => messages.map((one) => (one === message ? copy : one));
    if (this.result.messages.includes(message)) this.result.messages = withCopy(this.result.messages);
    else this.result.aside = this.result.aside.map((tail) => (tail.includes(message) ? withCopy(tail) : tail));
    this.own.add(copy);
    return copy;
  }

  private newestFirst(): Message[] {
    return [...this.result.messages.toReversed(), ...this.result.aside.flat().toReversed()];
  }

  /** The message this run is saying, begun if need be; an investigation's report can follow after newer ones. */
  private answer(event: ConversationEvent, runId: string): AssistantMessage {
    const saying = this.newestFirst().find((message) => message.role === "assistant" && message.runId === runId);
    if (saying?.role === "assistant") return this.editable(saying);
    const begun = begunAnswer(event, runId);
    this.push(begun);
    return begun;
  }

  private beginStep(message: AssistantMessage, { step, tools }: Payload<"step_started">): void {
    message.openStep = step;
    message.toolsGiven = tools ?? message.toolsGiven;
  }

  private dropOpenStep(message: AssistantMessage): void {
    if (message.openStep !== null) message.blocks = message.blocks.filter((block) => block.step !== message.openStep);
    message.openStep = null;
    message.ending = null;
    delete message.begun;
    delete message.retry;
  }

  /** An answer that broke off goes on in the same message, by another run. */
  private reopen(runId: string, step: number): void {
    const last = this.result.messages.at(-1);
    if (last?.role !== "assistant") return;
    const message = this.editable(last);
    const said = message.blocks.flatMap((block) => (block.step === step && block.type === "text" ? [block.text] : []));
    Object.assign(message, { runId, openStep: step, ending: null, begun: said.join("") });
  }

  private begin(message: AssistantMessage, text: string): void {
    message.begun = text;
    this.addText(message, text);
  }

  /**
   * What the failed or stopped run had begun to say is void; finished steps and their calls stay. An answer of which
   * nothing is left goes, but for one that stands beside others: its place is the next run's.
   */
  private dropUnfinished(runId: string): void {
    const last = this.result.messages.at(-1);
    if (last?.role !== "assistant") return;
    const message = this.editable(last);
    this.dropOpenStep(message);
    if (message.blocks.length > 0) return;
    if (message.versions) message.runId = runId;
    else this.result.messages.pop();
  }

  private addText(message: AssistantMessage, text: string): void {
    delete message.retry;
    const step = message.openStep ?? 0;
    const last = message.blocks.at(-1);
    if (last?.type === "text" && last.step === step)
      message.blocks[message.blocks.length - 1] = { ...last, text: last.text + text };
    else message.blocks.push({ type: "text", step, text });
  }

  /** What the step came to, whether or not its text was seen coming. */
  private finishStep(message: AssistantMessage, finished: Payload<"step_finished">): void {
    const { step, text, calls } = finished;
    message.blocks = message.blocks.filter((block) => block.step !== step);
    if (text) message.blocks.push({ type: "text", step, text });
    for (const { toolCallId, refused, nearest, ...asked } of calls) {
      const { own } = asked;
      if (own?.tool === "search_tools") message.blocks.push({ type: "search", step, ...asked, own });
      else if (toolCallId === null)
        message.blocks.push({
          type: "refused_call",
          step,
          reason: refused ?? "unknown_tool",
          ...asked,
          ...(nearest && { nearest }),
        });
      else message.blocks.push({ type: "tool_call", step, toolCallId, ...asked, call: null });
    }
    message.openStep = null;
    delete message.begun;
    delete message.retry;
  }

  /** A call's events stand in its run's message or, when the person answered late, before a newer one or aside. */
  private updateCall(event: Extract<ConversationEvent, { type: "tool_call" }>): void {
    const { call } = event;
    if (!call) return;
    for (const message of this.newestFirst()) {
      if (message.role !== "assistant") continue;
      const at = message.blocks.findLastIndex(
        (block) => block.type === "tool_call" && block.toolCallId === event.payload.toolCallId,
      );
      const block = message.blocks[at];
      if (block?.type !== "tool_call") continue;
      this.editable(message).blocks[at] = { ...block, call };
      return;
    }
  }

  /** An investigation stands first in its message. Whoever answered its plan, or wants its report, queues the run. */
  private updateResearch(event: Extract<ConversationEvent, { type: "research" }>, runId: string): void {
    const message = this.answer(event, runId);
    const [first] = message.blocks;
    const before = first?.type === "research" ? first.research : null;
    const research = foldNews(before, event.payload, event.at);
    message.blocks = [{ type: "research", step: -1, research }, ...message.blocks.slice(before ? 1 : 0)];
    if (research.state === before?.state) return;
    if (research.state === "writing") message.ending = null;
    if (this.result.run?.state === "waiting" || this.result.run?.state === "idle")
      this.result.run = { id: runId, state: "queued" };
  }

  private end(event: ConversationEvent, runId: string, ending: AssistantMessage["ending"]): void {
    const last = this.result.messages.at(-1);
    if (last?.role === "assistant" && last.retry) delete this.editable(last).retry;
    if (ending) {
      const message = this.answer(event, runId);
      message.ending = ending;
      message.blocks = message.blocks.map((block) =>
        block.type === "research" && (ending.type === "stopped" || ending.type === "failed")
          ? { ...block, research: endedEarly(block.research, ending.type, event.at) }
          : block,
      );
    }
    this.result.run = { id: runId, state: "idle" };
  }
}

function begunAnswer({ seq, at }: ConversationEvent, runId: string): AssistantMessage {
  return { role: "assistant", id: seq, at, runId, blocks: [], openStep: null, toolsGiven: null, ending: null };
}

/**
 * The step in which the last answer broke off with something said, so that it can go on; null where it came to its own
 * end, or had said nothing.
 */
export function brokenOffStep({ messages, run }: Transcript): number | null {
  const last = messages.at(-1);
  if (last?.role !== "assistant" || last.ending === null || (run && run.state !== "idle")) return null;
  const block = last.blocks.at(-1);
  if (block?.type !== "text") return null;
  return last.ending.type === "length" || last.openStep === block.step ? block.step : null;
}
