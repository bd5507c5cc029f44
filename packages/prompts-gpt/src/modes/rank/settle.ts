import type { Comparison } from "./compare.ts";

/** What two answers about one pair come to. */
export type Settled =
  | { readonly kind: "winner"; readonly winner: "first" | "second"; readonly reasons: readonly string[] }
  | { readonly kind: "tie"; readonly reasons: readonly string[] }
  /** It chose by the place: one answer for each order. */
  | { readonly kind: "disagreement"; readonly reasons: readonly string[] }
  /** An answer could not be read, so there is no verdict. */
  | { readonly kind: "unread"; readonly reasons: readonly string[] };

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
