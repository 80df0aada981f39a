"use client";

import { useEffect, useRef, useState } from "react";
import { fold } from "#lib/chat/transcript.ts";
import type { ConversationEvent, ProgressNews, Transcript } from "#lib/chat/types.ts";

/** A connection that is back sooner was never missed. */
const PATIENCE_MS = 2_000;
/** How long to wait where the browser gives up by itself, as after an answer other than 200. */
const REOPEN_MS = 5_000;

/**
 * The conversation as it is now: begins with what the page was rendered with and follows the event stream. Events of
 * one frame are folded together. A hidden page lets go of its connection (browsers have few) and catches up when it is
 * seen again. `progress` is how far running calls have come; nobody keeps that. `connected` is false while the browser is trying to get back.
 */
export function useTranscript(
  conversationId: string,
  initial: Transcript,
): { transcript: Transcript; connected: boolean; progress: ReadonlyMap<string, ProgressNews> } {
  const [progress, setProgress] = useState<ReadonlyMap<string, ProgressNews>>(new Map());
  const [transcript, setTranscript] = useState(initial);
  const [connected, setConnected] = useState(true);
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
      source = new EventSource(`/api/conversations/${conversationId}/events?after=${lastSeq.current}`);
      source.onopen = () => {
        clearTimeout(patience);
        patience = undefined;
        setConnected(true);
      };
      source.onerror = () => {
        patience ??= setTimeout(() => setConnected(false), PATIENCE_MS);
        if (source?.readyState === EventSource.CLOSED) reopening = setTimeout(open, REOPEN_MS);
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

  return { transcript, connected, progress };
}
