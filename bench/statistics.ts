/** The value below which a share of the samples lies (nearest rank); `share` from 0 to 1. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** Runs every subject once per round, the order turning with the rounds, so that what drifts drifts for all alike. */
export async function interleaved<Name extends string>(
  subjects: Record<Name, () => Promise<number>>,
  { rounds, warmUp }: { rounds: number; warmUp: number },
): Promise<Record<Name, number[]>> {
  const names = Object.keys(subjects) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUp; round < rounds; round++)
    for (const [place] of names.entries()) {
      const name = names[(place + Math.abs(round)) % names.length] as Name;
      const sample = await subjects[name]();
      if (round >= 0) samples[name].push(sample);
    }
  return samples;
}

/** One line of the report: what was measured, beside what, in the same run. */
export type Row = { what: string; ours: string; beside: string; ratio: string; goal: string };

/** The rows as a Markdown table. */
export function table(rows: readonly Row[]): string {
  const head: Row = { what: "what", ours: "ours", beside: "beside it, same run", ratio: "ratio", goal: "goal" };
  const cells = [head, ...rows].map(({ what, ours, beside, ratio, goal }) => [what, ours, beside, ratio, goal]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(cells[0] ?? []), line(widths.map((width) => "-".repeat(width))), ...cells.slice(1).map(line)].join("\n");
}

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
export const ratio = (one: number, other: number): string => `${(one / other).toFixed(2)}×`;
