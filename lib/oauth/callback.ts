import { createHash, timingSafeEqual } from "node:crypto";
import { ok, type Result } from "#lib/platform/result.ts";
import { fail, safeText } from "./problem.ts";
import { reasonForError } from "./provider-error.ts";
import type { ServerMetadata } from "./schema.ts";
import type { OAuthProblem } from "./types.ts";

const STEP = "callback";
const SINGLE = ["code", "state", "iss", "error", "error_description"] as const;

/**
 * Reads an authorization response (RFC 6749 §4.1.2): `state` first, in constant time, then `iss` (RFC 9207 §2.4), and
 * only then what it says. An error text of a response that fails either check is not shown: it may be anybody's.
 */
export function readCallback(i: {
  callbackUrl: string;
  expectedState: string;
  /** The issuer the flow was started with. */
  issuer: string;
  metadata: ServerMetadata;
}): Result<{ code: string }, OAuthProblem> {
  const params = URL.parse(i.callbackUrl)?.searchParams;
  if (!params) return fail("callback_invalid", STEP, "not a URL");
  if (SINGLE.some((name) => params.getAll(name).length > 1)) {
    return fail("callback_invalid", STEP, "a parameter is given twice");
  }

  const state = params.get("state");
  if (state === null || !equalInConstantTime(state, i.expectedState)) return fail("state_mismatch", STEP);

  const issuer = checkIssuer(params.get("iss"), i.issuer, i.metadata);
  if (!issuer.ok) return issuer;

  const error = params.get("error");
  if (error) {
    const description = params.get("error_description") ?? undefined;
    const detail = description ? `${error}: ${description}` : error;
    return fail(reasonForError(error, description), STEP, safeText(detail, [i.expectedState]));
  }
  const code = params.get("code");
  return code ? ok({ code }) : fail("callback_invalid", STEP, "neither code nor error");
}

/**
 * RFC 9207 §2.4, all four cases: advertised and absent is refused; present is compared, advertised or not, as a plain
 * string without any normalisation; neither advertised nor present passes.
 */
function checkIssuer(iss: string | null, expected: string, metadata: ServerMetadata): Result<void, OAuthProblem> {
  if (iss === null) {
    return metadata.authorization_response_iss_parameter_supported ? fail("iss_missing", STEP) : ok(undefined);
  }
  return iss === expected ? ok(undefined) : fail("iss_mismatch", STEP);
}

function equalInConstantTime(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
