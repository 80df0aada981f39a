import { MAX_CHALLENGE_LENGTH } from "./constants.ts";

/** One challenge of a `WWW-Authenticate` header (RFC 9110 §11.3). Scheme and parameter names are lower-case. */
export type Challenge = { scheme: string; params: Map<string, string> };

/** What an MCP server's 401 or 403 says (RFC 6750 §3, RFC 9728 §5.1). */
export type TokenChallenge = {
  resourceMetadata: string | null;
  scope: string | null;
  error: string | null;
};

const TOKEN = /[!#$%&'*+\-.^_`|~\w]+/y;
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const SPACE_OR_COMMA = /[ \t,]*/y;
const SPACE = /[ \t]*/y;

/**
 * All challenges of a header, in order; the values of several headers may have been joined by commas. What cannot be
 * read ends the list. One pass, linear in the header's length.
 */
export function parseChallenges(header: string): Challenge[] {
  const text = header.slice(0, MAX_CHALLENGE_LENGTH);
  const challenges: Challenge[] = [];
  let at = 0;

  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };

  const quotedString = (): string | null => {
    let value = "";
    for (let i = at + 1; i < text.length; i++) {
      if (text[i] === '"') {
        at = i + 1;
        return value;
      }
      if (text[i] === "\\") i++;
      value += text[i] ?? "";
    }
    return null;
  };

  while (at < text.length) {
    take(SPACE_OR_COMMA);
    const word = take(TOKEN);
    if (word === null) break;
    const afterWord = at;
    take(SPACE);
    const current = challenges.at(-1);

    if (current && text[at] === "=") {
      at++;
      take(SPACE);
      const value = text[at] === '"' ? quotedString() : take(TOKEN);
      if (value === null) break;
      const name = word.toLowerCase();
      // A repeated parameter is not allowed (RFC 9110 §11.2): the first one counts.
      if (!current.params.has(name)) current.params.set(name, value);
      continue;
    }

    challenges.push({ scheme: word.toLowerCase(), params: new Map() });
    // "Negotiate dG9rZW42OA==": a token68 stands in place of parameters.
    if (at > afterWord) take(TOKEN68);
  }
  return challenges;
}

/** The schemes by which an MCP server can ask for a token of ours (RFC 6750, RFC 9449 §7.1). */
const SCHEMES = ["bearer", "dpop"];

/**
 * The challenge of a header that asks for an access token, whichever place it has among others; the one with
 * `resource_metadata` if there are several. null = there is none.
 */
export function tokenChallenge(header: string | null): TokenChallenge | null {
  const ours = parseChallenges(header ?? "").filter(({ scheme }) => SCHEMES.includes(scheme));
  const chosen = ours.find(({ params }) => params.has("resource_metadata")) ?? ours[0];
  if (!chosen) return null;
  return {
    resourceMetadata: chosen.params.get("resource_metadata") ?? null,
    scope: chosen.params.get("scope") ?? null,
    error: chosen.params.get("error") ?? null,
  };
}
