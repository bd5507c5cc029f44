import type { Evaluation } from "../../runs/evaluation.ts";
import type { MemberResult } from "../../runs/member.ts";

/** Whether nothing moves any more: so many batches in a row that changed no file and in which no score rose. */
export function createStability(rounds: number | undefined) {
  let flat = 0;
  let best = -1;
  return (batch: readonly MemberResult[], judged: readonly Evaluation[]): boolean => {
    if (rounds === undefined) return false;
    const means = judged.map(({ mean }) => mean ?? -1);
    const highest = Math.max(best, ...means);
    const isFlat = highest <= best || means.length === 0;
    // What was not compared may have changed.
    const isStill = batch.every(({ changedFiles }) => changedFiles?.length === 0);
    flat = isStill && isFlat ? flat + 1 : 0;
    best = highest;
    return flat >= rounds;
  };
}
