import type { Peer } from "./peers.ts";
import type { Row } from "./try-peer.ts";

const COLUMNS: [title: string, cell: (row: { peer: Peer } & Partial<Row>) => string | undefined][] = [
  ["Server", ({ peer }) => `\`${peer.name}\``],
  ["Version", ({ peer }) => peer.version],
  ["Revision", ({ revision }) => revision],
  ["Transport", ({ transport }) => transport],
  ["Connect", ({ connect }) => connect],
  ["List", ({ list }) => list],
  ["Call", ({ call }) => call],
  ["Read", ({ read }) => read],
  ["Prompt", ({ prompt }) => prompt],
  ["After a restart", ({ afterRestart }) => afterRestart],
];

const INTRODUCTION = `# Compatibility

MCP servers that nobody here wrote, each started from npm in a process of its own and used as people use a connector:
added, connected, its tools listed and called, a resource read, a prompt filled in; then its process killed and started
again in mid-session, and the next call has to work. The revision is the one the app found out by itself; "–" stands
where a server has nothing of the kind. \`tests/peers\` writes this page and fails when it is not current.
`;

/** The page as Markdown, aligned as the formatter would. */
export function compatibilityTable(rows: ({ peer: Peer } & Partial<Row>)[]): string {
  const lines = [
    COLUMNS.map(([title]) => title),
    ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row) ?? "failed")),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const written = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [INTRODUCTION, written[0], rule, ...written.slice(1), ""].join("\n");
}
