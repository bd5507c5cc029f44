import { ProblemError } from "../api/problem.ts";

/** A whole number from 1 as somebody wrote it; undefined: nothing is there. */
export function readCount(text: string | null, field: string): number | undefined {
  if (text === null || text.trim() === "") return undefined;
  if (/^[1-9]\d{0,8}$/.test(text.trim())) return Number(text);
  throw new ProblemError(422, { errors: [{ field, reason: "it has to be a whole number from 1" }] });
}
