/** `SAMPLES=few`: a share of what is the same on every Node, for all but the first of them. */
const FEW = process.env["SAMPLES"] === "few";

/** `SAMPLES=all`: every case of what takes minutes; without it a share of them (docs: CONTRIBUTING.md). */
export const ALL = process.env["SAMPLES"] === "all";

/** Of `count` writes those to be killed at: each (`SAMPLES=all`), or every so many, from that one on. The first write is 1. */
export function placesOf(count: number, { from, every }: { readonly from: number; readonly every: number }): number[] {
  const [first, step] = ALL ? [1, 1] : [from, every];
  return Array.from({ length: Math.floor((count - first) / step) + 1 }, (_, nth) => first + nth * step);
}

/** One case in four, when few will do. */
export function few<const Case>(cases: readonly Case[]): readonly Case[] {
  return FEW ? cases.filter((_, at) => at % 4 === 0) : cases;
}
