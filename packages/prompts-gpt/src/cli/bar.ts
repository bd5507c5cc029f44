const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;
const BAR = 8;

/** A score from 0 to 1 as a small bar. */
export function bar(score: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, score)) * BAR * 8);
  const full = "█".repeat(Math.floor(eighths / 8));
  return `${full}${EIGHTHS[eighths % 8]}`.padEnd(BAR, "·");
}
