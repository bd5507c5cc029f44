import { clip } from "./clip.ts";
import { clipStart, plainLines } from "./quoted.ts";

const TITLE = "Closing summary";
/** Of one summary; its lines are counted too. */
const MAX_BYTES = 8 * 1024;
/** `sweep.summaryLines` where nobody says anything. */
export const SUMMARY_LINES = 40;

/** What an agent said when it ended, and where that stood: in the section we asked for, as its whole last message, or as the end of that. */
export interface ClosingSummary {
  /** May be empty: it said nothing. */
  readonly text: string;
  readonly from: "section" | "final" | "tail";
}

/** What is added to a prompt so that the agent ends with a summary that {@link closingSummary} finds. */
export function summaryRequest(lines = SUMMARY_LINES): string {
  return `---

When you have finished, end your last message with this section, under exactly this heading:

## ${TITLE}

- what you changed, file by file, and why
- what you checked, and how that came out
- what is left to do, the next step first

At most ${lines} lines. Whoever goes on after you reads this section and nothing else of what you said.
`;
}

/**
 * The closing summary in an agent's last message: the last section of that name, else the message itself where it is no
 * longer than `lines`, else its last `lines` lines that say something. At most 8 KiB.
 */
export function closingSummary(output: string, lines = SUMMARY_LINES): ClosingSummary {
  const all = plainLines(output);
  const section = speaking(sectionIn(all) ?? []);
  if (section.length > 0) return { text: clip(shortened(section, lines), MAX_BYTES), from: "section" };
  const said = speaking(all);
  const text = said.slice(-lines).join("\n");
  const from = said.length <= lines && Buffer.byteLength(text) <= MAX_BYTES ? "final" : "tail";
  return { text: clipStart(text, MAX_BYTES), from };
}

/** A section is read from its beginning: what stands there was thought the most important. */
function shortened(section: readonly string[], lines: number): string {
  const more = section.length - lines;
  return more <= 0 ? section.join("\n") : [...section.slice(0, lines), `[… ${more} more lines …]`].join("\n");
}

function speaking(lines: readonly string[]): string[] {
  return lines.filter((line) => /[\p{L}\p{N}]/u.test(line));
}

const FENCE = /^\s*(?<fence>`{3,}|~{3,})/;
const HEADING = /^ {0,3}(?<signs>#{1,6})\s+\S/;
/** As asked for, or bold, or a line of its own. It is held against the beginning of a line only: that keeps it cheap. */
const OURS = /^ {0,3}(?<signs>#{0,6}) {0,3}[*_]{0,3}closing {1,3}summary[*_]{0,3}/i;
const LONGEST_TITLE = 40;
/** Deeper than any heading: what has no signs is ended by every heading. */
const NO_SIGNS = 7;

interface Start {
  readonly at: number;
  /** How many signs the heading has, or {@link NO_SIGNS}. */
  readonly depth: number;
  readonly fence: string | undefined;
  readonly rest: string;
}

/** Of all headings of that name the last; one in a code fence, which may be an example, only where there is no other. */
function sectionIn(lines: readonly string[]): string[] | undefined {
  const starts = startsIn(lines);
  const start = starts.findLast(({ fence }) => fence === undefined) ?? starts.at(-1);
  if (start === undefined) return undefined;
  const after = lines.slice(start.at + 1);
  const end = endOf(after, start);
  return [start.rest, ...after.slice(0, end)];
}

function startsIn(lines: readonly string[]): Start[] {
  const starts: Start[] = [];
  let fence: string | undefined;
  for (const [at, line] of lines.entries()) {
    fence = fenceAfter(line, fence);
    const title = titleIn(line);
    if (title !== undefined) starts.push({ at, fence, ...title });
  }
  return starts;
}

/** What follows a colon or a dash after the title belongs to the summary; a title with other words after it is none. */
function titleIn(line: string): Pick<Start, "depth" | "rest"> | undefined {
  const found = OURS.exec(line.slice(0, LONGEST_TITLE));
  if (found === null) return undefined;
  const depth = found.groups?.["signs"]?.length || NO_SIGNS;
  const rest = line.slice(found[0].length).trim();
  if (/^[#:*_]*$/.test(rest)) return { depth, rest: "" };
  return /^[:–—-]/.test(rest) ? { depth, rest: rest.replace(/^[:–—\s*_-]+/, "") } : undefined;
}

/** How many of the lines belong to it: up to the next heading that is not below it, or the end of the fence that it stands in. */
function endOf(lines: readonly string[], { depth, fence: around }: Start): number {
  let fence: string | undefined;
  for (const [at, line] of lines.entries()) {
    const inner = fence !== undefined;
    if (!inner && around !== undefined && closes(line, around)) return at;
    fence = fenceAfter(line, fence);
    const signs = inner || fence !== undefined ? undefined : HEADING.exec(line)?.groups?.["signs"];
    if (signs !== undefined && signs.length <= depth) return at;
  }
  return lines.length;
}

/** The fence that is open after this line. */
function fenceAfter(line: string, open: string | undefined): string | undefined {
  if (open !== undefined) return closes(line, open) ? undefined : open;
  return FENCE.exec(line)?.groups?.["fence"];
}

function closes(line: string, open: string): boolean {
  const sign = line.trim();
  return sign.length >= open.length && sign === (open[0] ?? "").repeat(sign.length);
}
