import { SUMMARY_REQUEST } from "../../agent/summary.ts";
import type { MemberResult } from "../../runs/member.ts";

interface Which {
  readonly number: number;
  readonly of: number;
  readonly before: readonly MemberResult[];
}

/** The prompt of one iteration: the file's own text, what was done before as quoted data, and what is asked at the end. */
export function iterationPrompt(text: string, { number, of, before }: Which): string {
  if (of === 1) return text;
  const told = before.map(({ name, summary }) => `${name}:\n${summary}`).join("\n\n");
  const where = `This is iteration ${number} of ${of}.`;
  return [text, where, ...(told === "" ? [] : [told]), SUMMARY_REQUEST].join("\n\n");
}
