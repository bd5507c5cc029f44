/** The figures as a table for people. */
const HEADS = ["figure", "p50", "p95", "floor", "over", "ratio", "budget", ""];

export function tableOf(figures) {
  const rows = [HEADS, ...figures.map(row)];
  const widths = HEADS.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const line = (cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join("  ");
  return rows.map((cells) => line(cells).trimEnd()).join("\n");
}

function row({ name, unit, p50, p95, floor, over, ratio, budget, ok }) {
  const verdict = ok === null ? "–" : ok ? "ok" : "MISSED";
  return [
    `${name} (${unit})`,
    number(p50),
    number(p95),
    number(floor.p50),
    number(over),
    ratio === null ? "–" : `${ratio.toFixed(2)}×`,
    budgetOf(budget),
    verdict,
  ];
}

function budgetOf(budget) {
  if (budget === null) return "–";
  const [[kind, value]] = Object.entries(budget);
  return `${{ over: "over ≤", ratio: "ratio ≤", share: "ratio ≥", least: "≥", most: "≤" }[kind]} ${value}`;
}

function number(value) {
  return Math.abs(value) >= 1000 ? value.toFixed(0) : value.toFixed(1);
}
