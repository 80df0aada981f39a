import type { Role } from "./types.ts";

/** From the most powerful to the least. */
export const ROLES = ["owner", "admin", "member", "auditor"] as const satisfies Role[];

/** Days an invite may be valid for. */
export const INVITE_DAYS = [1, 7, 30] as const;
export const DEFAULT_INVITE_DAYS = 7;

/** Open invites one organization may have at a time. */
export const MAX_PENDING_INVITES = 100;

/** Organizations one person may own at a time. */
export const MAX_OWNED_ORGANIZATIONS = 50;

/** Lengths in characters. */
export const MAX_NAME_LENGTH = 80;
export const MAX_NOTE_LENGTH = 120;

export const DAY_MS = 24 * 60 * 60 * 1000;
