import { diffWordsWithSpace } from "diff";
import type { DiffRow, Part } from "./diff-row.ts";

/** Characters of a line that is shown. */
const LONGEST_LINE = 4_000;
/** Characters around what is different in a line that is longer. */
const AROUND = 200;
/** What comparing word by word may cost on one page: one for each part that comes of it, and for 32 characters that are read. */
const EFFORT = 20_000;
const CHARACTERS = 32;

/** Where some lines are replaced by as many others, each is compared with its counterpart, word by word. */
export function wordMarker(): (rows: readonly DiffRow[]) => DiffRow[] {
  let left = EFFORT;
  const mark = (rows: DiffRow[], at: number, counterpart: number): void => {
    const [removed, added] = [rows[at], rows[counterpart]];
    if (left <= 0 || removed === undefined || added === undefined) return;
    const [before, after] = [textOf(removed.parts), textOf(added.parts)];
    const sides = sidesOf(before, after);
    left -= (before.length + after.length) / CHARACTERS;
    if (sides === undefined) return;
    left -= sides.before.length + sides.after.length;
    rows[at] = { ...removed, parts: sides.before };
    rows[counterpart] = { ...added, parts: sides.after };
  };
  return (rows) => {
    const done = [...rows];
    for (let at = 0; at < done.length; at++) {
      const removed = runOf(done, at, "removed");
      const added = runOf(done, at + removed, "added");
      if (removed === added) for (let one = 0; one < removed; one++) mark(done, at + one, at + removed + one);
      at += Math.max(0, removed + added - 1);
    }
    return done.map((row) => ({ ...row, parts: cut(row.parts) }));
  };
}

function runOf(rows: readonly DiffRow[], from: number, kind: DiffRow["kind"]): number {
  let to = from;
  while (rows[to]?.kind === kind) to++;
  return to - from;
}

interface Sides {
  readonly before: readonly Part[];
  readonly after: readonly Part[];
}

/** Both lines in parts; undefined: they share next to nothing, and are two lines. */
function sidesOf(before: string, after: string): Sides | undefined {
  const longest = Math.max(before.length, after.length);
  if (longest > LONGEST_LINE) return framed(before, after);
  const changes = diffWordsWithSpace(before, after, { maxEditLength: 100 }) ?? [];
  const common = changes.reduce((sum, { value, ...one }) => sum + (one.added || one.removed ? 0 : value.length), 0);
  if (common < longest * 0.3) return undefined;
  const side = (other: "added" | "removed") =>
    changes
      .filter((one) => !one[other])
      .map(({ value, ...one }) => ({ text: value, changed: one.added || one.removed }));
  return { before: side("added"), after: side("removed") };
}

/** Of long lines what is between their common beginning and their common end: cut anywhere else, the difference is not seen. */
function framed(before: string, after: string): Sides | undefined {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let end = 0;
  while (end < shortest - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  if (start + end < Math.max(before.length, after.length) * 0.3) return undefined;
  const side = (line: string): Part[] => {
    const to = line.length - end;
    const [left, right] = [Math.max(0, start - AROUND), Math.min(line.length, to + AROUND)];
    const parts = [
      { text: left === 0 ? "" : `… ${left} characters … `, changed: false },
      { text: line.slice(left, start).toWellFormed(), changed: false },
      { text: line.slice(start, to).toWellFormed(), changed: true },
      { text: line.slice(to, right).toWellFormed(), changed: false },
      { text: right === line.length ? "" : ` … ${line.length - right} characters …`, changed: false },
    ];
    return parts.filter(({ text }) => text !== "");
  };
  return { before: side(before), after: side(after) };
}

function textOf(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join("");
}

function cut(parts: readonly Part[]): readonly Part[] {
  const more = textOf(parts).length - LONGEST_LINE;
  if (more <= 0) return parts;
  let room = LONGEST_LINE;
  const kept = parts.flatMap(({ text, changed }) => {
    const taken = text.slice(0, room).toWellFormed();
    room -= taken.length;
    return taken === "" ? [] : [{ text: taken, changed }];
  });
  return [...kept, { text: ` … and ${more} more characters`, changed: false }];
}
