import type { Shape, ShapeLook } from "./needle.ts";

/** In this much the next line of a key shows, with what may stand between it and the line before. */
const WINDOW = 1024;
/** What a tool may print before a line of a key (number, arrow, quote, colour, name of the file), and after it. */
const MOST_BESIDE = 64;
const MOST_LINE = 160;
const MOST_LINES = 6;
/** Shorter lines are only taken for the last one of a key, when its end follows. */
const LEAST_RUN = 16;
/** So much of a run is enough to tell. */
const ENOUGH_OF_RUN = 64;

/** As text has them, as JSON does, and as JSON in JSON. */
const LINE_END = /[\r\n]|\\{1,7}[rn]/g;
/** Base64, in which JSON may write `/` as `\/`, and some of it as `\u00…`. */
const RUN = /(?:[A-Za-z0-9+/]|\\{1,7}\/|\\{1,7}u00(?:2[Bbf]|2F))+(?:=|\\{1,7}u003[Dd])*/g;
const RUN_GOES_ON = /^(?:[A-Za-z0-9+/=]|\\{1,7}\/|\\{1,7}u00(?:2[BbfF]|3[Dd]))+/;
const HALF_AN_ESCAPE = /^\\+(?:u(?:0(?:0[23]?)?)?)?$/;
const KIND = /^[A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const HALF_A_KIND = /^[A-Z ]{0,60}-{0,4}$/;
const END = /-----END [A-Z ]{1,40}-----/;
const SENTENCE = /(?:^| )[A-Za-z]+ [A-Za-z]+ [A-Za-z]+/;
const HEADER = /^[^A-Za-z]*[A-Z][A-Za-z]+(?:-[A-Z][A-Za-z]+)*: /;
/** Where one value of JSON ends and another one begins: a key does not go on behind that. */
const OTHER_VALUE = /"\s*[}\]:]/;

/** Bytes of the text as letters, one by one: up to where the next line of the key, or its end, was found. */
interface Step {
  readonly end: number;
  readonly isLast: boolean;
}

/** What one line says. `blank`: nothing or a header. `short`: perhaps the last line of a key. */
type Line = Step | "blank" | "short" | "other" | "more";

/**
 * What follows "-----BEGIN ": the rest of the first line of a private key, and its other lines, with or without line ends, whatever short thing stands
 * before and after each. It ends where a line is none of a key, so that a key that was cut takes nothing else with it.
 */
export const keyText: Shape = {
  begins(bytes, { from, isEnd }) {
    const start = bytes.toString("latin1", from, Math.min(bytes.length, from + ENOUGH_OF_RUN));
    const kind = KIND.exec(start);
    if (kind === null) return { stop: from, isOpen: HALF_A_KIND.test(start) && start.length < ENOUGH_OF_RUN };
    const found = keyEnd(bytes, { from: from + kind[0].length, isEnd });
    return found.stop === from + kind[0].length ? { ...found, stop: from } : found;
  },
  goesOn: (bytes, look) => keyEnd(bytes, { ...look, from: runEndIn(bytes, look.from) }),
};

function keyEnd(bytes: Buffer, { from, isEnd }: ShapeLook): ReturnType<Shape["begins"]> {
  let stop = from;
  for (;;) {
    const text = bytes.toString("latin1", stop, Math.min(bytes.length, stop + WINDOW));
    const isFull = text.length === WINDOW;
    const step = nextStep(text, isEnd && !isFull);
    if (step === "more" && !isFull) return { stop, isOpen: true };
    if (step === "more" || step === undefined) return { stop, isOpen: false };
    stop += step.end;
    if (step.isLast) return { stop, isOpen: false };
    stop = runEndIn(bytes, stop);
  }
}

/** A run may be cut anywhere: what goes on with it belongs to it. */
function runEndIn(bytes: Buffer, from: number): number {
  for (let stop = from; ;) {
    const text = bytes.toString("latin1", stop, Math.min(bytes.length, stop + WINDOW));
    const length = RUN_GOES_ON.exec(text)?.[0].length ?? 0;
    if (length === 0) return stop;
    stop += length;
  }
}

/** From the end of one line of a key to the end of the next one. */
function nextStep(text: string, isEnd: boolean): Step | "more" | undefined {
  let isTail = false;
  let start = 0;
  for (let count = 0; count < MOST_LINES; count++) {
    LINE_END.lastIndex = start;
    const lineEnd = LINE_END.exec(text);
    const isWhole = lineEnd !== null || isEnd;
    const line = lineOf(text.slice(start, lineEnd?.index), { isWhole, isFirst: count === 0 });
    if (line === "more") return "more";
    if (line === "other") return undefined;
    if (typeof line === "object") {
      if ((isTail && !line.isLast) || OTHER_VALUE.test(text.slice(0, start + line.end))) return undefined;
      return { end: start + line.end, isLast: line.isLast };
    }
    if (lineEnd === null) return undefined;
    isTail ||= line === "short";
    start = lineEnd.index + lineEnd[0].length;
  }
  return undefined;
}

function lineOf(line: string, { isWhole, isFirst }: { readonly isWhole: boolean; readonly isFirst: boolean }): Line {
  const isHeader = HEADER.test(line);
  const beside = isFirst && !isHeader ? (/^[ \t]*/.exec(line)?.[0].length ?? 0) : MOST_BESIDE;
  const end = END.exec(line);
  for (const { 0: run, index } of line.matchAll(RUN)) {
    if (index > Math.min(beside, end?.index ?? beside)) break;
    const rest = line.slice(index + run.length, index + run.length + 12);
    const isCut = !isWhole && run.length < ENOUGH_OF_RUN && (rest === "" || HALF_AN_ESCAPE.test(rest));
    if (isCut) return "more";
    if (isOfKey(run)) return { end: index + run.length, isLast: false };
  }
  if (end !== null && end.index <= MOST_BESIDE + LEAST_RUN) return { end: end.index + end[0].length, isLast: true };
  if (!isWhole) return line.length < MOST_LINE ? "more" : "other";
  if (line.length > 2 * MOST_BESIDE) return "other";
  if (isFirst || isHeader || !hasLetters(line)) return "blank";
  return SENTENCE.test(line) ? "other" : "short";
}

function hasLetters(line: string): boolean {
  return /[A-Za-z+/]{3}/.test(line.replaceAll(/\\+u[0-9a-f]{4}/gi, ""));
}

/** Not words, one by one or joined to a path, and not the hash of something. */
function isOfKey(run: string): boolean {
  const start = run.slice(0, ENOUGH_OF_RUN);
  if (start.length < LEAST_RUN || /^[0-9a-f]+$/.test(start)) return false;
  return !start.split(/[\\/+]+/).every((part) => /^(?:[A-Z]?[a-z]{0,20}|[A-Z]{0,20}|\d{0,20})$/.test(part));
}
