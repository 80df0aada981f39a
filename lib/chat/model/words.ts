/** Words that say nothing about which tool is meant. */
const FILLER = new Set(
  "a an the to of for in on at by with from and or me my i you your please can could would will use call run using tool it is are that this what which do does some all our us".split(
    " ",
  ),
);

/** Verbs that mean the same when somebody asks for a tool in plain words; the first stands for all. */
const SYNONYMS = [
  ["add", "create", "new", "make", "write", "insert"],
  ["list", "show", "browse"],
  ["get", "read", "fetch", "look", "tell", "give", "retrieve"],
  ["delete", "remove", "erase"],
  ["search", "find", "query"],
  ["update", "change", "edit", "modify", "rename"],
  ["send", "post"],
  ["echo", "repeat", "say"],
];
const CANONICAL = new Map(SYNONYMS.flatMap((group) => group.map((word) => [word, group[0] ?? word] as const)));
const VERBS = new Set(CANONICAL.values());

/** A text as comparable words: camelCase and snake_case split, lower case, singular, synonyms joined, filler left out. */
export function comparableWords(text: string): string[] {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && !FILLER.has(word))
    .map((word) => CANONICAL.get(word) ?? singular(word));
}

/** Whether a comparable word names an action rather than a thing. */
export function isVerb(word: string): boolean {
  return VERBS.has(word);
}

/** Whether a word of a request is worth keeping when what names the tool is taken out. */
export function isFiller(word: string): boolean {
  return FILLER.has(word.toLowerCase());
}

function singular(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
