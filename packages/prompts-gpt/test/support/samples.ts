/** `SAMPLES=few`: a share of what is the same on every Node, for all but the first of them. */
export const FEW = process.env["SAMPLES"] === "few";

/** `SAMPLES=all`: every case of what takes minutes; without it every fourth or fifth one (docs: CONTRIBUTING.md). */
export const ALL = process.env["SAMPLES"] === "all";

/** One case in four, when few will do. */
export function few<const Case>(cases: readonly Case[]): readonly Case[] {
  return FEW ? cases.filter((_, at) => at % 4 === 0) : cases;
}
