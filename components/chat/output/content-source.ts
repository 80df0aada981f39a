"use client";

import { createContext } from "react";

/** Through which of the person's accounts a piece of content came: what links in it are opened through. */
export type ContentSource = { connectorId: string; connectionId: string; conversationId: string | null };

/** The source of the content below; null: links in it cannot be opened. */
export const ContentSourceContext = createContext<ContentSource | null>(null);
