"use client";

import { useEffect, useState } from "react";
import type { ConversationPage } from "#lib/chat/types.ts";

const TYPING_PAUSE_MS = 180;
const NOTHING: ConversationPage = { conversations: [], nextCursor: null };

/** One page of the list, from the server. */
async function fetchPage(search: string, cursor: string | null, signal?: AbortSignal): Promise<ConversationPage> {
  const query = new URLSearchParams({ search, ...(cursor ? { cursor } : {}) });
  const answer = await fetch(`/api/conversations?${query}`, { signal });
  if (!answer.ok) throw new Error(`conversation list: ${answer.status}`);
  const body: { value: ConversationPage } = await answer.json();
  return body.value;
}

/**
 * The conversation list: the page's own while nothing is searched for, the server's answer otherwise, and more of
 * either on demand.
 */
export function useConversations(initial: ConversationPage) {
  const [search, setSearch] = useState("");
  const [found, setFound] = useState<{ search: string; page: ConversationPage; failed?: true }>();
  const [more, setMore] = useState<{ of: ConversationPage; page: ConversationPage }>();
  const wanted = search.trim();

  useEffect(() => {
    // `initial` is read anew when a conversation was renamed or deleted; what was found is then out of date as well.
    if (wanted === "" || !initial) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      fetchPage(wanted, null, controller.signal)
        .then((page) => setFound({ search: wanted, page }))
        .catch(() => controller.signal.aborted || setFound({ search: wanted, page: NOTHING, failed: true }));
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [wanted, initial]);

  const base = wanted === "" ? initial : (found?.page ?? NOTHING);
  const extra = more?.of === base ? more.page : null;
  const nextCursor = extra ? extra.nextCursor : base.nextCursor;
  return {
    search,
    setSearch,
    failed: wanted !== "" && found?.search === wanted && found.failed === true,
    searching: wanted !== "" && found?.search !== wanted,
    conversations: [...base.conversations, ...(extra?.conversations ?? [])],
    loadMore: nextCursor
      ? async () => {
          const next = await fetchPage(wanted, nextCursor);
          setMore({
            of: base,
            page: { ...next, conversations: [...(extra?.conversations ?? []), ...next.conversations] },
          });
        }
      : null,
  };
}
