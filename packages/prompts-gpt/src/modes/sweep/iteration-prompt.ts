import { handedOn } from "../../agent/handed-on.ts";
import { summaryRequest } from "../../agent/summary.ts";
import type { MemberResult } from "../../runs/member.ts";

/** Which iteration it is, and what there is to be told of those before. */
export interface Which {
  readonly iteration: number;
  readonly of: number;
  readonly summaryLines: number;
  /** The batch before: empty for the first one. */
  readonly before: readonly MemberResult[];
  /** Every file that was changed so far. */
  readonly changedFiles: readonly string[];
}

/** The prompt of one iteration: the file's own text, what was done before as quoted data, and what is asked for at the end. */
export function iterationPrompt(text: string, { iteration, of, summaryLines, before, changedFiles }: Which): string {
  if (of === 1) return text;
  const request = summaryRequest(summaryLines);
  if (before.length === 0) return `${text.trimEnd()}\n\n${request}`;
  const told = before.map((one, index) => ({
    iteration: iteration - before.length + index,
    summary: one.summary,
    failure: one.ok ? undefined : one.error,
  }));
  const failure = before.findLast((one) => one.notAccepted !== undefined)?.notAccepted;
  return `${text.trimEnd()}\n\n${handedOn({ iteration, of, told, changedFiles, failure })}\n${request}`;
}
