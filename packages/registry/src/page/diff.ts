import { structuredPatch } from "diff";
import type { DiffRow } from "./diff-row.ts";
import { wordMarker } from "./diff-words.ts";

/** What two texts have not in common, in lines, with the words that differ within a line. */
export interface Diff {
  readonly hunks: readonly (readonly DiffRow[])[];
  /** Lines of the whole difference. */
  readonly added: number;
  readonly removed: number;
  /** Lines that are not in `hunks`: there would be too many. */
  readonly omitted: number;
}

/** More differing lines than these are shown as all of one side and all of the other: to find the fewest takes the square of it. */
const MOST_EDITS = 2_000;
const PATIENCE_MS = 150;
/** Lines of both texts that are looked at for what they have in common: nobody else is answered meanwhile. */
const MOST_LINES = 200_000;
/** Rows of all hunks. */
const MOST_ROWS = 2_000;

export function diffTexts(before: string, after: string): Diff {
  const { hunks, most } = hunksOf(before, after);
  const count = (sign: string) =>
    hunks.reduce((sum, { lines }) => sum + lines.filter((line) => line.startsWith(sign)).length, 0);
  const shown: DiffRow[][] = [];
  const withWords = wordMarker();
  let room = MOST_ROWS;
  let omitted = 0;
  for (const hunk of hunks) {
    const lines = hunk.lines.slice(0, Math.min(room, most));
    omitted += hunk.lines.length - lines.length;
    room -= lines.length;
    if (lines.length > 0) shown.push(withWords(rowsOf({ ...hunk, lines })));
  }
  return { hunks: shown, added: count("+"), removed: count("-"), omitted };
}

/** `most`: rows of one hunk. */
function hunksOf(before: string, after: string): { readonly hunks: readonly Hunk[]; readonly most: number } {
  if (linesOf(before).length + linesOf(after).length <= MOST_LINES) {
    const options = { context: 3, maxEditLength: MOST_EDITS, timeout: PATIENCE_MS };
    const patch = structuredPatch("", "", before, after, undefined, undefined, options);
    if (patch !== undefined) return { hunks: patch.hunks, most: MOST_ROWS };
  }
  const whole = (text: string, sign: string): Hunk => {
    const lines = linesOf(text).map((line) => sign + line);
    return { oldStart: 1, newStart: 1, lines: text === "" || text.endsWith("\n") ? lines : [...lines, "\\"] };
  };
  return { hunks: [whole(before, "-"), whole(after, "+")], most: MOST_ROWS / 2 };
}

function linesOf(text: string): string[] {
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly string[];
}

function rowsOf({ oldStart, newStart, lines }: Hunk): DiffRow[] {
  let [before, after] = [oldStart, newStart];
  return lines.map((line): DiffRow => {
    const parts = [{ text: line.slice(1), changed: false }];
    if (line.startsWith("-")) return { kind: "removed", before: before++, parts };
    if (line.startsWith("+")) return { kind: "added", after: after++, parts };
    if (line.startsWith("\\")) return { kind: "note", parts: [{ text: "No line end here.", changed: false }] };
    return { kind: "same", before: before++, after: after++, parts };
  });
}
