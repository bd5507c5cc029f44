import type { Finding } from "../finding.ts";

export const CONFLICT_MARKS = "prompt.conflict-marks";

/** A block that git could not merge and nobody has since: an agent would get both sides, and the marks. At most one is told. */
export function conflictFindings(text: string, file: string): Finding[] {
  if (!text.includes("<<<<<<<")) return [];
  let opened: number | undefined;
  let isHalf = false;
  for (const [index, line] of text.split("\n").entries()) {
    if (OPENS.test(line)) [opened, isHalf] = [index + 1, false];
    else if (opened !== undefined && MIDDLE.test(line)) isHalf = true;
    else if (opened !== undefined && isHalf && CLOSES.test(line)) return [findingAt(file, opened)];
  }
  return [];
}

const OPENS = /^<{7}(?:\s|$)/;
const MIDDLE = /^={7}(?:\s|$)/;
const CLOSES = /^>{7}(?:\s|$)/;

function findingAt(file: string, line: number): Finding {
  return {
    severity: "warning",
    code: CONFLICT_MARKS,
    file,
    line,
    message: "A conflict that git could not merge begins here (<<<<<<<, =======, >>>>>>>).",
    fix: "Keep what you want and delete the three marks; where they are meant as text, put a space before each.",
  };
}
