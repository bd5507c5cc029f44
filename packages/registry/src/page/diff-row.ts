export interface DiffRow {
  readonly kind: "same" | "added" | "removed" | "note";
  /** Number of the line before and after; undefined where it is not there. */
  readonly before?: number;
  readonly after?: number;
  readonly parts: readonly Part[];
}

export interface Part {
  readonly text: string;
  readonly changed: boolean;
}
