import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { Link } from "./link.ts";
import { httpBody, httpStatus } from "./problem.ts";

/**
 * Whether an error says that the server no longer knows our session, which proves that it did nothing else: 404 to a
 * request with a session id (2025-11-25, Transports, "Session Management"), or 400 whose body speaks of a session, as
 * several servers answer instead.
 */
export function isSessionLost(error: unknown, link: Link): boolean {
  const hadSession = !(link.transport instanceof StreamableHTTPClientTransport) || Boolean(link.transport.sessionId);
  if (!hadSession) return false;
  const status = httpStatus(error);
  return status === 404 || (status === 400 && /session/i.test(httpBody(error)));
}
