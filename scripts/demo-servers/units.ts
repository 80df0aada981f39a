/** Units by kind, each with its size in the kind's first unit. */
const KINDS: Record<string, Record<string, number>> = {
  length: { m: 1, km: 1000, cm: 0.01, mm: 0.001, mile: 1609.344, foot: 0.3048, inch: 0.0254 },
  mass: { kg: 1, g: 0.001, tonne: 1000, pound: 0.45359237, ounce: 0.028349523125 },
  volume: { litre: 1, ml: 0.001, gallon: 3.785411784, pint: 0.473176473 },
  time: { second: 1, minute: 60, hour: 3600, day: 86_400 },
};

export const UNITS = [...Object.values(KINDS).flatMap((units) => Object.keys(units)), "celsius", "fahrenheit"];

/** Converts, or gives null when the two units do not measure the same thing. */
export function convert(value: number, from: string, to: string): number | null {
  if (from === to) return value;
  if (from === "celsius" && to === "fahrenheit") return value * 1.8 + 32;
  if (from === "fahrenheit" && to === "celsius") return (value - 32) / 1.8;
  const kind = Object.values(KINDS).find((units) => from in units && to in units);
  const [size, target] = [kind?.[from], kind?.[to]];
  return size === undefined || target === undefined ? null : Number(((value * size) / target).toPrecision(12));
}
