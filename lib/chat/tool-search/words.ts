/** Words of requests that say nothing about which tool is meant: English, German, and a few of their neighbours'. */
const FILLER = new Set(
  `a an the this that these those my our your his her its their to of for in on at by with from and or but as into about
  i me we us you it is are was be been am do does did can could would will shall should may might must have has had
  please just need want like let lets there here what when where how whats im id ive so if then than too also any some
  tool use using help hey hi thanks
  der die das den dem des ein eine einen einem einer und oder mit von vom zu zum zur im in am an auf aus bei fur ich du
  mir mich wir uns ist sind bitte mal meine meinen meinem meiner mein unsere unseren unser es er sie dass wie
  el la los las un una unos unas de del al y o en con por para que mi mis me le les des du au aux et ou dans sur pour
  mon ma mes je tu il elle ce cette qui il lo gli i le di da nel con per e che mio mia`
    .split(/\s+/)
    .filter(Boolean),
);

/** The words of a name or a sentence: camelCase and snake_case split, lower case, without accents. */
function wordsOf(text: string): string[] {
  return text
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .toLowerCase()
    .replaceAll(/['’](s|re|ve|ll|d|m|t)\b/g, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** Several words that say what one does; longer ones first. */
const PHRASES = Object.entries({
  enable: ["turn on", "switch on", "switch * on", "turn * on"],
  disable: ["turn off", "switch off", "switch * off", "turn * off"],
  complete: ["tick off", "check off", "cross off", "get done", "mark * done", "mark * complete", "as done"],
  resolve: ["as fixed", "as solved", "as resolved"],
  search: ["look for", "look through", "look in", "look up", "go through"],
  schedule: ["set up", "arrange"],
  cancel: ["call off"],
  approve: ["sign off", "let * in"],
  reject: ["turn down"],
  assign: ["hand to", "hand over", "give to", "responsible for", "hand * to"],
  forward: ["pass on", "pass * on"],
  delete: ["get rid", "throw away"],
  archive: ["put away", "close down"],
  restore: ["bring back", "get back"],
  refund: ["money back", "give back", "pay back"],
  run: ["kick off", "set off", "start the clock"],
  rerun: ["run again", "start again", "start * again"],
  rollback: ["roll back", "go back"],
  unsubscribe: ["off the list", "off our list", "take * off the"],
  share: ["let * see", "access to"],
  create: ["file a", "open a", "start a", "set up", "set * up"],
  append: ["at the end"],
  convert: ["turn into", "turn * into", "make * out of"],
  note: ["jot down", "note down", "take down"],
  call: ["ring up", "phone up"],
  "direct message": ["dm"],
  escalate: ["higher up", "next level"],
  track: ["where is my", "where are my"],
  balance: ["days left", "do i have left", "have i left", "how much money"],
  time: ["how many hours"],
  task: ["to do", "have to do"],
  snooze: ["remind me of", "hide * until"],
  usage: ["how much space"],
  vacation: ["out of office"],
}).flatMap(([meaning, phrases]) =>
  phrases.map((phrase) => ({
    meaning,
    pattern: new RegExp(`\\b${phrase.replaceAll(" * ", "(?: [^ ]+){1,4} ")}\\b`, "g"),
  })),
);

/** What something is can be seen from how it is written. */
const SHAPES = [
  { means: "email contact", shape: /\S@\S+\.\S/ },
  { means: "domain", shape: /(^|\s)(?:[a-z0-9-]+\.)+(?:com|org|net|io|de|dev|app)\b/i },
  { means: "message channel", shape: /(^|\s)#[a-z]/ },
  { means: "phone call", shape: /\+\d[\d ]{6,}/ },
  { means: "phone number", shape: /\+\d[\d ]{6,}/ },
  { means: "variable", shape: /\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/ },
  { means: "time", shape: /\b\d+ ?(?:min|minutes|h|hours|Stunden|Minuten)\b/i },
  { means: "cell range", shape: /\b[A-Z]{1,2}\d+\b/ },
];

/** The words of a request by which a tool is found: stems, without filler, with what a phrase means beside its words. */
export function stemsOfRequest(text: string): string[] {
  const said = wordsOf(text).join(" ");
  const meant = PHRASES.flatMap(({ meaning, pattern }) => (said.search(pattern) >= 0 ? [meaning] : []));
  const shown = SHAPES.flatMap(({ means, shape }) => (shape.test(text) ? [means] : []));
  return [...new Set([...[...meant, ...shown].flatMap(stemsOf), ...stemsOf(text)])];
}

/** The stems of those words that stand for more than one thing, by their ending. */
export function pluralsIn(text: string): Set<string> {
  return new Set(
    wordsOf(text)
      .filter((word) => word !== stem(word) && /[^su]s$/.test(word))
      .map(stem),
  );
}

/** The words of a text by which it is found: stems, without filler. */
export function stemsOf(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !FILLER.has(word))
    .map(stem);
}

/** A word without its English ending, so that "invoices", "merging" and "replied" are "invoice", "merge" and "reply". */
export function stem(word: string): string {
  if (/^[^aeiou\d]{2}s$/.test(word)) return word.slice(0, -1);
  if (word.length < 4 || /\d/.test(word)) return word;
  let root = word;
  if (/(ies|ied)$/.test(root)) root = `${root.slice(0, -3)}y`;
  else if (/(s|x|z|ch|sh)es$/.test(root)) root = root.slice(0, -2);
  else if (/[^su]s$/.test(root)) root = root.slice(0, -1);
  if (/[aeiouy].*[^e]ing$/.test(root) && root.length > 5) root = root.slice(0, -3);
  else if (/[aeiouy].*[^e]ed$/.test(root) && root.length > 4) root = root.slice(0, -2);
  return root
    .replace(/([^aeiou])\1$/, "$1")
    .replace(/([^aeiou])y$/, "$1i")
    .replace(/e$/, "");
}
