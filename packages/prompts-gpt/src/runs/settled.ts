/** What two answers about one pair come to. */
export type Settled =
  | { readonly kind: "winner"; readonly winner: "first" | "second"; readonly reasons: readonly string[] }
  | { readonly kind: "tie"; readonly reasons: readonly string[] }
  /** It chose by the place: one answer for each order. */
  | { readonly kind: "disagreement"; readonly reasons: readonly string[] }
  /** An answer could not be read, so there is no verdict. */
  | { readonly kind: "unread"; readonly reasons: readonly string[] };
