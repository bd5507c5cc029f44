/**
 * What a row of the table says. `samples` and the floor's were taken in turns, in the same run.
 * `budget`: `{ over }` more than the floor, `{ ratio }` times the floor, `{ share }` of its rate, `{ least }` or `{ most }` by itself, or null when it is only reported.
 */
export function figure({ name, unit, samples, floor, budget }) {
  const moreIsBetter = unit === "MB/s" || unit === "/s";
  const bad = moreIsBetter ? 0.05 : 0.95;
  const [p50, p95] = [quantile(samples, 0.5), quantile(samples, bad)];
  const below = { name: floor.name, p50: quantile(floor.samples, 0.5), p95: quantile(floor.samples, bad) };
  const over = p50 - below.p50;
  return {
    name,
    unit,
    p50,
    p95,
    floor: below,
    over,
    ratio: below.p50 === 0 ? null : p50 / below.p50,
    budget,
    ok: holds(budget, { p50, over, ratio: p50 / below.p50 }),
    rounds: samples.length,
  };
}

function holds(budget, { p50, over, ratio }) {
  if (budget === null) return null;
  if (budget.over !== undefined) return over <= budget.over;
  if (budget.ratio !== undefined) return ratio <= budget.ratio;
  if (budget.share !== undefined) return ratio >= budget.share;
  return budget.least === undefined ? p50 <= budget.most : p50 >= budget.least;
}

/** Between the two nearest samples. */
function quantile(samples, share) {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at % 1);
}
