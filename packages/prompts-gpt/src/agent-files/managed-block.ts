const BEGIN = "<!-- prompts-gpt:begin (what stands between these two lines is written by prompts-gpt sync) -->";
const END = "<!-- prompts-gpt:end -->";

/** Another version may have said something else in its first line. */
const IS_BEGIN = /^<!-- prompts-gpt:begin(?: [^>]*)? -->[ \t]*$/;
const IS_END = /^<!-- prompts-gpt:end -->[ \t]*$/;
/** Anything that was a marker once, or could be taken for one. */
const LIKE_MARKER = /<!--+[ \t]*prompts-gpt[ \t]*:[ \t]*(?:begin|end)/i;
/** Not within a sentence: that is somebody who writes about markers. */
const STARTS_LIKE_MARKER = new RegExp(`^[ \\t>]*${LIKE_MARKER.source}`, "i");
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const LINE_END = /\r\n|\n|\r/g;
const LAST_LINE_END = /(?:\r\n|\n|\r)$/;

/** The text of the file, `undefined` for no file; or the line (from 1) that makes our block a matter of guessing. */
export type BlockResult =
  | { readonly ok: true; readonly text: string | undefined }
  | { readonly ok: false; readonly line: number; readonly problem: string };

/**
 * Puts `content` (lines separated by `\n`, none of them like a marker; nothing: no block) into our block of a shared file
 * and leaves every byte outside of it as it is. A new block goes to the end. Taking the block out gives back what was
 * there before it came, the missing line end at the end of a file included.
 */
export function setBlock(existing: string | undefined, content: string | undefined): BlockResult {
  if (content !== undefined && LIKE_MARKER.test(content)) throw new Error("the content holds a marker");
  const text = existing ?? "";
  const found = findBlock(text);
  if ("problem" in found) return { ok: false, ...found };
  if (found.kind === "none") {
    if (content === undefined) return { ok: true, text: existing };
    if (found.openFence === undefined) return { ok: true, text: append(text, content) };
    return { ok: false, line: found.openFence, problem: "a code block begins here and does not end" };
  }
  const changed = content === undefined ? takeOut(text, found) : replace(text, found, content);
  return { ok: true, text: changed === "" ? undefined : changed };
}

/** The two marker lines, without their line ends. */
interface Block {
  readonly kind: "block";
  readonly start: number;
  readonly end: number;
}

type Found =
  | Block
  | { readonly kind: "none"; readonly openFence: number | undefined }
  | { readonly line: number; readonly problem: string };

interface Marker {
  readonly kind: "begin" | "end" | "broken";
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly inFence: boolean;
}

function findBlock(text: string): Found {
  const { markers, openFence } = scan(text);
  const [begin, end, third] = markers;
  const broken = markers.find((marker) => marker.kind === "broken");
  if (broken) return { line: broken.line, problem: "a marker is not as it was written" };
  if (begin === undefined) return { kind: "none", openFence };
  if (begin.kind === "end") return { line: begin.line, problem: "an end marker has no begin marker before it" };
  if (end === undefined) return { line: begin.line, problem: "the block that begins here has no end marker" };
  if (end.kind === "begin") return { line: end.line, problem: "a second begin marker stands before the end marker" };
  if (third) return { line: third.line, problem: "there is a second block, or a marker too many" };
  if (begin.inFence || end.inFence) return { line: begin.line, problem: "the markers stand in a code block" };
  return { kind: "block", start: begin.start, end: end.end };
}

function scan(text: string): { markers: Marker[]; openFence: number | undefined } {
  const markers: Marker[] = [];
  let fence: { mark: string; line: number } | undefined;
  for (const { line, start, end } of linesOf(text)) {
    const said = text.slice(start, end);
    const mark = FENCE.exec(said)?.[1];
    if (mark !== undefined && fence === undefined) fence = { mark, line };
    else if (mark !== undefined && fence && closes(mark, fence.mark, said)) fence = undefined;
    if (!STARTS_LIKE_MARKER.test(said)) continue;
    const kind = IS_BEGIN.test(said) ? "begin" : IS_END.test(said) ? "end" : "broken";
    markers.push({ kind, line, start, end, inFence: fence !== undefined });
  }
  return { markers, openFence: fence?.line };
}

/** Of the same sign, no shorter, and nothing behind it. */
function closes(mark: string, opening: string, line: string): boolean {
  return mark.startsWith(opening) && line.trim() === mark;
}

function* linesOf(text: string): Generator<{ line: number; start: number; end: number }> {
  let line = 1;
  let start = text.startsWith("\uFEFF") ? 1 : 0;
  for (const { 0: lineEnd, index } of text.matchAll(LINE_END)) {
    yield { line, start, end: index };
    start = index + lineEnd.length;
    line += 1;
  }
  yield { line, start, end: text.length };
}

function append(text: string, content: string): string {
  const isEmpty = text === "" || text === "\uFEFF";
  const lineEnd = text.match(LINE_END)?.at(-1) ?? "\n";
  const block = blockText(content, lineEnd);
  if (isEmpty) return `${text}${block}${lineEnd}`;
  // The file keeps its manner of ending.
  return LAST_LINE_END.test(text) ? `${text}${lineEnd}${block}${lineEnd}` : `${text}${lineEnd}${lineEnd}${block}`;
}

function replace(text: string, { start, end }: Block, content: string): string {
  const old = text.slice(start, end);
  if (old.replaceAll(LINE_END, "\n") === blockText(content, "\n")) return text;
  return text.slice(0, start) + blockText(content, old.match(LINE_END)?.[0] ?? "\n") + text.slice(end);
}

/** With the blank line before it and the line end behind it, which came with it. */
function takeOut(text: string, { start, end }: Block): string {
  let before = text.slice(0, start);
  const after = text.slice(end).replace(/^(?:\r\n|\n|\r)/, "");
  const withoutOne = before.replace(LAST_LINE_END, "");
  const hasBlankLine = LAST_LINE_END.test(withoutOne);
  if (hasBlankLine) before = withoutOne;
  if (hasBlankLine && end === text.length) before = before.replace(LAST_LINE_END, "");
  return before + after;
}

function blockText(content: string, lineEnd: string): string {
  return [BEGIN, ...content.split("\n"), END].join(lineEnd);
}
