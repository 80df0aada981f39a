import type { Workspace } from "#lib/orgs/types.ts";
import type { Theme } from "#lib/platform/i18n/locales.ts";
import type { OrgContext } from "#lib/platform/ids.ts";

export type CurrentUser = { id: string; email: string; name: string; locale: string | null; theme: Theme | null };

/** A signed-in browser, as read from the database for this request. */
export type CurrentSession = {
  sessionId: string;
  user: CurrentUser;
  /** Where the person acts now: the workspace kept in the session, or their personal one when they are out of that. */
  ctx: OrgContext;
  workspaces: Workspace[];
};

/** One of a person's sessions, for Settings › Account. */
export type SessionEntry = { id: string; userAgent: string; createdAt: Date; lastSeenAt: Date; isCurrent: boolean };
