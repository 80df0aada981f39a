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
export function wordsOf(text: string): string[] {
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

/** The words of a text by which it is found: stems, without filler. */
export function stemsOf(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !FILLER.has(word))
    .map(stem);
}

/** A word without its English ending, so that "invoices", "merging" and "replied" are "invoice", "merge" and "reply". */
export function stem(word: string): string {
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
