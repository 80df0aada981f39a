import { safeReturnTo } from "#lib/auth/return-to.ts";
import { RESULT_CONNECTOR_PARAM, RESULT_PARAM } from "./constants.ts";
import type { FinishOutcome } from "./finish-connect.ts";

/** The page a finished sign-in leads to, one of our own, with what to say there as a code. */
export function resultPath(connectorId: string, { returnTo, code }: Extract<FinishOutcome, { kind: "done" }>): string {
  const url = new URL(safeReturnTo(returnTo), "http://path.invalid");
  url.searchParams.set(RESULT_PARAM, code);
  url.searchParams.set(RESULT_CONNECTOR_PARAM, connectorId);
  return url.pathname + url.search + url.hash;
}
