import { diffWordsWithSpace, structuredPatch } from "diff";

/** What two texts have not in common, in lines, with the words that differ within a line. */
export interface Diff {
  readonly hunks: readonly (readonly DiffRow[])[];
  /** Lines of the whole difference. */
  readonly added: number;
  readonly removed: number;
  /** Lines that are not in `hunks`: there would be too many. */
  readonly omitted: number;
}

export interface DiffRow {
  readonly kind: "same" | "added" | "removed" | "note";
  /** Number of the line before and after; undefined where it is not there. */
  readonly before?: number;
  readonly after?: number;
  readonly parts: readonly Part[];
}

interface Part {
  readonly text: string;
  readonly changed: boolean;
}

/** More differing lines than these are shown as all of one side and all of the other: to find the fewest takes the square of it. */
const MOST_EDITS = 2_000;
const PATIENCE_MS = 300;
/** Rows of all hunks. */
const MOST_ROWS = 2_000;
/** Characters of a line that is shown. */
const LONGEST_LINE = 4_000;

export function diffTexts(before: string, after: string): Diff {
  const options = { context: 3, maxEditLength: MOST_EDITS, timeout: PATIENCE_MS };
  const patch = structuredPatch("", "", before, after, undefined, undefined, options);
  const hunks = patch?.hunks ?? [
    ...structuredPatch("", "", before, "").hunks,
    ...structuredPatch("", "", "", after).hunks,
  ];
  const count = (sign: string) =>
    hunks.reduce((sum, { lines }) => sum + lines.filter((line) => line.startsWith(sign)).length, 0);
  const shown: DiffRow[][] = [];
  let room = MOST_ROWS;
  let omitted = 0;
  for (const hunk of hunks) {
    const lines = hunk.lines.slice(0, room);
    omitted += hunk.lines.length - lines.length;
    room -= lines.length;
    if (lines.length > 0) shown.push(withWords(rowsOf({ ...hunk, lines })));
  }
  return { hunks: shown, added: count("+"), removed: count("-"), omitted };
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

/** Where some lines are replaced by as many others, each is compared with its counterpart, word by word. */
function withWords(rows: readonly DiffRow[]): DiffRow[] {
  const done = [...rows];
  for (let at = 0; at < done.length; at++) {
    const removed = runOf(done, at, "removed");
    const added = runOf(done, at + removed, "added");
    if (removed === added) for (let one = 0; one < removed; one++) markWords(done, at + one, at + removed + one);
    at += Math.max(0, removed + added - 1);
  }
  return done.map((row) => ({ ...row, parts: cut(row.parts) }));
}

function runOf(rows: readonly DiffRow[], from: number, kind: DiffRow["kind"]): number {
  let to = from;
  while (rows[to]?.kind === kind) to++;
  return to - from;
}

function markWords(rows: DiffRow[], at: number, counterpart: number): void {
  const [removed, added] = [rows[at], rows[counterpart]];
  if (removed === undefined || added === undefined) return;
  const [before, after] = [textOf(removed), textOf(added)];
  if (before.length > LONGEST_LINE || after.length > LONGEST_LINE) return;
  const changes = diffWordsWithSpace(before, after, { maxEditLength: 100 }) ?? [];
  const common = changes.reduce((sum, { value, ...one }) => sum + (one.added || one.removed ? 0 : value.length), 0);
  // Two lines that share next to nothing are two lines.
  if (common < Math.max(before.length, after.length) * 0.3) return;
  const side = (other: "added" | "removed") =>
    changes
      .filter((one) => !one[other])
      .map(({ value, ...one }) => ({ text: value, changed: one.added || one.removed }));
  rows[at] = { ...removed, parts: side("added") };
  rows[counterpart] = { ...added, parts: side("removed") };
}

function textOf({ parts }: DiffRow): string {
  return parts.map(({ text }) => text).join("");
}

function cut(parts: readonly Part[]): readonly Part[] {
  const length = parts.reduce((sum, { text }) => sum + text.length, 0);
  if (length <= LONGEST_LINE) return parts;
  const text = parts.map((part) => part.text).join("");
  return [
    { text: text.slice(0, LONGEST_LINE).toWellFormed(), changed: false },
    { text: ` … and ${length - LONGEST_LINE} more characters`, changed: false },
  ];
}
