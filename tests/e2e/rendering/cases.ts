import { ADDRESSES, PAYLOADS } from "./payloads.ts";
import { POSITIONS } from "./positions.ts";

/** Written by hand: what grows, nests or never ends, and tricks that belong to no family. */
const ODD: readonly string[] = [
  `${"[".repeat(3_000)}x`,
  `${"![a](".repeat(2_000)}http://sink.invalid/leak`,
  `${"> ".repeat(5_000)}![p](http://sink.invalid/leak)`,
  `${"- ".repeat(5_000)}x`,
  `${"1. ".repeat(16_000)}x`,
  `${"*a **b ".repeat(3_000)}`,
  `${"`".repeat(9_999)} ![p](http://sink.invalid/leak)`,
  `<${"a ".repeat(5_000)}onclick=window.pwned=1>`,
  `${"|".repeat(3_000)}\n${"|-".repeat(1_500)}\n${"|\n".repeat(1_000)}`,
  `$${"{".repeat(5_000)}x${"}".repeat(5_000)}$`,
  `$${"\\frac{a}".repeat(200)}{b}$`,
  `$$\n\\def\\x{\\y\\y}\\def\\y{\\z\\z}\\def\\z{\\w\\w}\\def\\w{\\v\\v}\\def\\v{\\u\\u}\\def\\u{aaaaaaaa}\\x\n$$`,
  `${"$x$ ".repeat(900)}`,
  `${"a".repeat(90_000)}`,
  `${"👩‍👩‍👧‍👦".repeat(2_000)}`,
  `${"Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L".repeat(200)}`,
  `[a]: http://sink.invalid/leak\n[a]: javascript:window.pwned=1\n\n[a] ![a] [a][] ![a][]`,
  `[^1][^2][^1]\n\n[^1]: [^2] ![p](http://sink.invalid/leak)\n[^2]: [^1]`,
  `\`\`\`math\n\\href{http://sink.invalid/leak}{x} $a$\n\`\`\``,
  `\`\`\`\n<script>window.pwned=1</script>`,
  `\`\`\`constructor\nx\n\`\`\`\n\n\`\`\`__proto__\nx\n\`\`\``,
  `[x](https://safe.example/${"a".repeat(9_000)})`,
  `[x](https://xn--pple-43d.com) [y](https://аррӏе.com/leak)`,
  `---\ntitle: <script>window.pwned=1</script>\n---\n`,
  `:::warning\n![p](http://sink.invalid/leak)\n:::`,
  `{{constructor.constructor('window.pwned=1')()}}`,
  `\${window.pwned=1} #{window.pwned=1} <%= window.pwned=1 %>`,
  `![p]( http://sink.invalid/leak )![p](http://sink.invalid/leak=100x100)`,
  `!\\[p](http://sink.invalid/leak) \\![p](http://sink.invalid/leak)`,
  `[a](<b>c> "d") [](http://sink.invalid/leak)`,
];

/** 2,000 hostile texts and more: every payload in every position, every scheme in every syntax, and the odd ones. */
export const CASES: readonly string[] = [
  ...PAYLOADS.flatMap((payload) => POSITIONS.map((position) => position(payload))),
  ...ADDRESSES,
  ...ODD,
];

/** As many pages as it takes, each with something of every family. */
export function pagesOf(cases: readonly string[], count: number): string[][] {
  return Array.from({ length: count }, (_, page) => cases.filter((_, at) => at % count === page));
}
