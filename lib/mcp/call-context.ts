import { AsyncLocalStorage } from "node:async_hooks";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import type { JsonObject } from "./types.ts";

/** A call under way on a link: who is told of what happens on its response stream. */
export type CallContext = {
  /** The response stream has ended. */
  onStreamEnd: () => void;
  /** The server asks something: the parameters of its `elicitation/create`; answers its result. */
  onQuestion: (params: JsonObject, signal: AbortSignal) => Promise<JsonObject>;
};

/**
 * The call on whose behalf something is sent. What arrives on a response stream is read in the context in which its
 * request was sent, so a server's question finds the call that it belongs to.
 */
export const callContext = oncePerProcess("mcp-call", () => new AsyncLocalStorage<CallContext | undefined>());

/** The call whose request is being sent right now: its response may be held open as long as the call lives. */
export const heldRequest = oncePerProcess("mcp-held-request", () => new AsyncLocalStorage<CallContext | undefined>());
