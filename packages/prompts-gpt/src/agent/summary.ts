/** Provisional: replaced by the module that knows the fixed section. */
export const SUMMARY_REQUEST =
  'End with a section "## Summary": what you did, what is left, what the next one should know.';

export interface ClosingSummary {
  readonly text: string;
  readonly from: "section" | "final" | "tail";
}

export function closingSummary(output: string, lines: number): ClosingSummary {
  const text = output
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-lines)
    .join("\n");
  return { text, from: "tail" };
}
