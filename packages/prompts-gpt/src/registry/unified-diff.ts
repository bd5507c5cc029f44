import { formatPatch, structuredPatch } from "diff";

export interface DiffWish {
  /** As both sides are called. */
  readonly path: string;
  /** Empty: there was none. */
  readonly before: string;
  /** Empty: there is none. */
  readonly after: string;
}

/** More differing lines than these are shown as all of one side and all of the other: to find the fewest takes the square of it. */
const MOST_EDITS = 4_000;

/** A unified diff with three lines around, as git and patch read it; empty when both are the same. */
export function unifiedDiff({ path, before, after }: DiffWish): string {
  if (before === after) return "";
  const [from, to] = [before === "" ? "/dev/null" : `a/${path}`, after === "" ? "/dev/null" : `b/${path}`];
  const options = { context: 3, maxEditLength: MOST_EDITS };
  const patch = structuredPatch(from, to, before, after, undefined, undefined, options);
  const hunks = patch?.hunks ?? [
    ...structuredPatch(from, to, before, "").hunks.map((hunk) => ({ ...hunk, newStart: 0 })),
    ...structuredPatch(from, to, "", after).hunks.map((hunk) => ({ ...hunk, oldStart: 0 })),
  ];
  const text = formatPatch({ oldFileName: from, newFileName: to, oldHeader: undefined, newHeader: undefined, hunks });
  return text.replace(/^=+\n/, "");
}
