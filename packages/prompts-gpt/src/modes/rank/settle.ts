import type { Settled } from "../../runs/settled.ts";
import type { Comparison } from "./compare.ts";

/**
 * The verdict on a pair that was asked twice: `straight` with the first as A, `swapped` with the first as B. Only what was
 * said both times wins; a tie in one of them is a tie.
 */
export function settle(straight: Comparison | undefined, swapped: Comparison | undefined): Settled {
  const reasons = [straight, swapped].flatMap((one) => (one?.reason === undefined ? [] : [one.reason]));
  if (straight === undefined || swapped === undefined) return { kind: "unread", reasons };
  if (straight.better === "tie" || swapped.better === "tie") return { kind: "tie", reasons };
  if (straight.better === swapped.better) return { kind: "disagreement", reasons };
  return { kind: "winner", winner: straight.better === "A" ? "first" : "second", reasons };
}
