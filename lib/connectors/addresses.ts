import { env } from "#lib/platform/env.ts";

/** The redirect URI of one connector; each has its own, so that one provider's answer never reaches another's flow. */
export function redirectUri(connectorId: string): string {
  return `${env().PUBLIC_URL}/oauth/callback/${connectorId}`;
}

/** Whether providers will send people back to our redirect URIs: most refuse plain http, but for a person's own machine. */
export function isCallbackReachable(): boolean {
  return env().isSecure || env().isLocalUrl;
}

/** Where our client metadata document for one connector is, or null where PUBLIC_URL is not https and none could read it. */
export function clientDocumentUrl(connectorId: string): string | null {
  return env().isSecure ? `${env().PUBLIC_URL}/oauth/client/${connectorId}` : null;
}

/** Who may add, change and remove connectors: an organization's owners, and everybody in their personal workspace. */
export function mayManage(ctx: { role: string }): boolean {
  return ctx.role === "owner";
}
