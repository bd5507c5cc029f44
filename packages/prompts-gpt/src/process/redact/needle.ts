/** Bytes of a set that follow one another, as many as there are. */
export interface ByteRun {
  /** 256 of them: 1 for a byte that belongs to it. */
  readonly set: Uint8Array;
  readonly least: number;
  /** So many of them are enough to decide. */
  readonly enough?: number;
}

export interface ShapeLook {
  readonly from: number;
  /** No more bytes come. */
  readonly isEnd: boolean;
}

/** Where something ends; `isOpen`: at least there, and more bytes are needed to tell whether it goes on. */
export interface Extent {
  readonly stop: number;
  readonly isOpen: boolean;
}

/** What no set of bytes describes. Of nothing, the end is where it was looked for. */
export interface Shape {
  begins(bytes: Buffer, look: ShapeLook): Extent;
  /** From a place up to where it was found to go. */
  goesOn(bytes: Buffer, look: ShapeLook): Extent;
}

/** What is looked for: a fixed beginning of three bytes or more, and what has to follow. */
export interface Needle {
  readonly name: string;
  readonly head: Buffer;
  /** Tools break such texts into lines: a line end between any two of its bytes counts for nothing. */
  readonly isWrapped?: boolean;
  readonly rest: readonly (Buffer | ByteRun | Shape)[];
  /** A last look at what was found, and at the byte before it; that is 0 at the beginning. */
  accepts?(found: Buffer, before: number): boolean;
}

/**
 * `more`: so far it fits, and the bytes end. `open`: it fits, and more of that may follow. `not`: it is not there, and not at
 * any place before that one either.
 */
export type Match = { readonly end: number; readonly open?: ByteRun | Shape } | { readonly not: number } | "more";

/** One object for them all: nearly every look ends with it. */
const NOT_HERE: Match = { not: 0 };

/** Whether `needle` stands at a place. */
export function matchAt({ head, isWrapped, rest }: Needle, bytes: Buffer, { from, isEnd }: ShapeLook): Match {
  const begun = isWrapped === true ? wrappedAt(head, bytes, from) : literalAt(head, bytes, from);
  if (typeof begun !== "number") return begun ?? NOT_HERE;
  let end = begun;
  // From any later place before the end of the first run, what follows that run is the same.
  let not = 0;
  for (const part of rest) {
    if (Buffer.isBuffer(part)) {
      const literal = literalAt(part, bytes, end);
      if (typeof literal !== "number") return literal ?? { not };
      end = literal;
      continue;
    }
    const { stop, isOpen } =
      "set" in part ? runEnd(part, bytes, { from: end, most: part.enough }) : part.begins(bytes, { from: end, isEnd });
    if (part === rest[0] && "set" in part) not = stop;
    const isEnough = stop - end >= ("set" in part ? part.least : 1);
    if (isOpen && !(isEnough && part === rest.at(-1))) return "more";
    if (!isEnough) return { not };
    if (isOpen) return { end: stop, open: part };
    end = stop;
  }
  return { end };
}

/** Where it ends. */
function literalAt(literal: Buffer, bytes: Buffer, at: number): number | "more" | undefined {
  for (let i = 0; i < literal.length; i++) {
    if (at + i >= bytes.length) return "more";
    if (bytes[at + i] !== literal[i]) return undefined;
  }
  return at + literal.length;
}

/** As the tool wrote it, or as a patch has it: with a sign before each line. */
function wrappedAt(literal: Buffer, bytes: Buffer, from: number): number | "more" | undefined {
  if (bytes[from] !== literal[0]) return undefined;
  const lines = linesAt(literal, bytes, { from, isSigned: false });
  return lines === "signed" ? linesAt(literal, bytes, { from, isSigned: true }) : lines;
}

type Lines<Signed> = { readonly from: number; readonly isSigned: Signed };

function linesAt(literal: Buffer, bytes: Buffer, look: Lines<false>): number | "more" | "signed" | undefined;
function linesAt(literal: Buffer, bytes: Buffer, look: Lines<true>): number | "more" | undefined;
function linesAt(literal: Buffer, bytes: Buffer, { from, isSigned }: Lines<boolean>): number | string | undefined {
  let at = from;
  let other: "signed" | undefined;
  for (let i = 0; i < literal.length; i++, at++) {
    if (bytes[at] !== literal[i] && i > 0) {
      const next = lineEndAt(bytes, at);
      if (next === undefined) return other;
      at = next;
      const hasSign = isSign(bytes[at]);
      if (isSigned && at < bytes.length && !hasSign) return undefined;
      if (isSigned) at++;
      else if (hasSign) other = "signed";
    }
    if (at >= bytes.length) return "more";
    if (bytes[at] !== literal[i]) return other;
  }
  return at;
}

function isSign(byte: number | undefined): boolean {
  return byte === PLUS || byte === MINUS || byte === SPACE;
}

const [PLUS, MINUS, SPACE] = Buffer.from("+- ");
/** JSON in JSON in JSON. */
const MOST_BACKSLASHES = 7;
const [LF, CR, BACKSLASH, N, R] = Buffer.from("\n\r\\nr");

/** What follows a line end, also as JSON and JSON in JSON write it; the end of the bytes when they end within. */
function lineEndAt(bytes: Buffer, from: number): number | undefined {
  const first = bytes[from];
  if (first === LF) return from + 1;
  if (first === CR) return from + 1 === bytes.length || bytes[from + 1] === LF ? from + 2 : undefined;
  if (first !== BACKSLASH) return from >= bytes.length ? from : undefined;
  let at = from;
  while (bytes[at] === BACKSLASH && at - from < MOST_BACKSLASHES) at++;
  if (at >= bytes.length || bytes[at] === N) return at + 1;
  return bytes[at] === R ? lineEndAt(bytes, at + 1) : undefined;
}

/** Where a run or a shape ends that goes on at `from`. */
export function endOf(open: ByteRun | Shape, bytes: Buffer, look: ShapeLook): Extent {
  return "set" in open ? runEnd(open, bytes, look) : open.goesOn(bytes, look);
}

/** It may go on where it ends, when it was not looked at further or the bytes end. */
function runEnd(
  { set }: ByteRun,
  bytes: Buffer,
  { from, most = Infinity }: { readonly from: number; readonly most?: number | undefined },
): Extent {
  const limit = Math.min(bytes.length, from + most);
  let stop = from;
  while (stop < limit && set[bytes[stop] ?? 0] === 1) stop++;
  return { stop, isOpen: stop === limit };
}
