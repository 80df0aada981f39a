"use client";

import { useEffect, useRef, useState } from "react";
import { fold } from "#lib/chat/transcript.ts";
import type { ConversationEvent, ProgressNews, Transcript } from "#lib/chat/types.ts";
import { eventsPath, whyNoEvents } from "./requests.ts";

/** A connection that is back sooner was never missed. */
const PATIENCE_MS = 2_000;
/** How long to wait where the browser gives up by itself, as after an answer other than 200. */
const REOPEN_MS = 5_000;

export type Connection = "open" | "lost" | "signed_out" | "not_found";

/**
 * The conversation as it is now: begins with what the page was rendered with and follows the event stream. Events of
 * one frame are folded together. A hidden page lets go of its connection (browsers have few) and catches up when it is
 * seen again. `progress` is how far running calls have come; nobody keeps that. `connection` is "lost" while the browser
 * is trying to get back, or says why there is nothing to get back to.
 */
export function useTranscript(
  conversationId: string,
  initial: Transcript,
): { transcript: Transcript; connection: Connection; progress: ReadonlyMap<string, ProgressNews> } {
  const [progress, setProgress] = useState<ReadonlyMap<string, ProgressNews>>(new Map());
  const [transcript, setTranscript] = useState(initial);
  const [connection, setConnection] = useState<Connection>("open");
  const lastSeq = useRef(initial.lastSeq);
  lastSeq.current = transcript.lastSeq;

  useEffect(() => {
    let source: EventSource | undefined;
    let pending: ConversationEvent[] = [];
    let frame = 0;
    let patience: ReturnType<typeof setTimeout> | undefined;
    let reopening: ReturnType<typeof setTimeout> | undefined;

    const flush = () => {
      frame = 0;
      const events = pending;
      pending = [];
      setTranscript((before) => fold(before, events));
    };
    const open = () => {
      const opened = new EventSource(eventsPath(conversationId, lastSeq.current));
      source = opened;
      source.onopen = () => {
        clearTimeout(patience);
        patience = undefined;
        setConnection("open");
      };
      source.onerror = () => {
        patience ??= setTimeout(() => setConnection("lost"), PATIENCE_MS);
        if (opened.readyState === EventSource.CLOSED) void reopen(opened);
      };
      source.addEventListener("progress", (message: MessageEvent<string>) => {
        const news: ProgressNews = JSON.parse(message.data);
        setProgress((before) => new Map(before).set(news.toolCallId, news));
      });
      source.onmessage = (message: MessageEvent<string>) => {
        pending.push(JSON.parse(message.data));
        frame ||= requestAnimationFrame(flush);
      };
    };
    const reopen = async (refused: EventSource) => {
      const reason = await whyNoEvents(conversationId);
      if (source !== refused) return;
      if (reason === null) {
        reopening = setTimeout(open, REOPEN_MS);
        return;
      }
      // Asked again only when the page is seen again: somebody may have signed in meanwhile.
      close();
      setConnection(reason);
    };
    const close = () => {
      clearTimeout(patience);
      clearTimeout(reopening);
      patience = undefined;
      source?.close();
      source = undefined;
    };
    const onVisibility = () => {
      if (document.hidden) {
        close();
        if (pending.length > 0) flush();
      } else if (!source) open();
    };

    if (!document.hidden) open();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      cancelAnimationFrame(frame);
      close();
    };
  }, [conversationId]);

  return { transcript, connection, progress };
}
