"use client";

import { createContext } from "react";
import type { ConnectorState } from "#lib/connections/types.ts";

/** How each connector stood for this person when the page was read, by its id. */
export const ConnectorStates = createContext<ReadonlyMap<string, ConnectorState>>(new Map());
