/** Names of fields whose value is a secret by what it is called. */
const SECRET_NAME =
  /^(?:.*[-_.\s])?(?:pass(?:word|phrase|wd|code)?|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|credentials?|authorization|cookie|pin|otp)s?$/i;
/** The same in names written as one word with capitals, like accessToken. */
const SECRET_TAIL = /(?:Password|Passphrase|Secret|Token|ApiKey|PrivateKey|AccessKey|Credentials?|Cookie)$/;

/** What secrets look like wherever they stand. Each pattern is read in time linear in the text. */
const SECRET_TEXT = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/gu,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|sk-|rk_live_|sk_live_|npm_|AIza|ya29\.)[\w.-]{12,}/gu,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/gu,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/gu,
  /(?<=\b(?:Bearer|Basic) )[\w.~+/=-]{8,}/gu,
  /(?<=:\/\/[^\s/:@]{0,64}:)[^\s/@]{1,256}(?=@)/gu,
  /\b(?=[\w-]{0,255}[a-z])(?=[\w-]{0,255}[A-Z])(?=[\w-]{0,255}\d)[\w-]{32,256}(?![\w-])/gu,
];

/** Whether a field of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) || SECRET_TAIL.test(name);
}

export type SecretPart = { text: string; isSecret: boolean };

/** Splits a text into what looks like a secret and what does not. Nothing is lost: the parts make the text again. */
export function secretParts(text: string): SecretPart[] {
  const marked = new Uint8Array(text.length);
  for (const pattern of SECRET_TEXT)
    for (const match of text.matchAll(pattern)) marked.fill(1, match.index, match.index + match[0].length);
  const parts: SecretPart[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start + 1;
    while (end < text.length && marked[end] === marked[start]) end += 1;
    parts.push({ text: text.slice(start, end), isSecret: marked[start] === 1 });
    start = end;
  }
  return parts;
}
