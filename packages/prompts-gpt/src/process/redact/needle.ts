/** Bytes of a set that follow one another, as many as there are. */
export interface ByteRun {
  /** 256 of them: 1 for a byte that belongs to it. */
  readonly set: Uint8Array;
  readonly least: number;
  /** With this in it, it ends there. */
  readonly until?: Buffer;
  /** So many of them are enough to decide. */
  readonly enough?: number;
}

/** What is looked for: a fixed beginning of two bytes or more, and what has to follow. */
export interface Needle {
  readonly name: string;
  readonly head: Buffer;
  readonly rest: readonly (Buffer | ByteRun)[];
  /** A last look at what was found, and at the byte before it; that is 0 at the beginning. */
  accepts?(found: Buffer, before: number): boolean;
}

/**
 * `more`: so far it fits, and the bytes end. `open`: it fits, and more of that run may follow. `not`: it is not there, and
 * not at any place before that one either.
 */
export type Match = { readonly end: number; readonly open?: ByteRun } | { readonly not: number } | "more";

/** One object for them all: nearly every look ends with it. */
const NOT_HERE: Match = { not: 0 };

/** Whether `needle` stands at `at`. */
export function matchAt({ head, rest }: Needle, bytes: Buffer, at: number): Match {
  const begun = literalAt(head, bytes, at);
  if (begun !== true) return begun ?? NOT_HERE;
  let end = at + head.length;
  // From any later place before the end of the first run, what follows that run is the same.
  let not = 0;
  for (const part of rest) {
    if (Buffer.isBuffer(part)) {
      const literal = literalAt(part, bytes, end);
      if (literal !== true) return literal ?? { not };
      end += part.length;
      continue;
    }
    const { stop, goesOn } = runEnd(part, bytes, { from: end, most: part.enough });
    if (part === rest[0]) not = stop;
    const isEnough = stop - end >= part.least;
    if (goesOn && !(isEnough && part === rest.at(-1))) return "more";
    if (!isEnough) return { not };
    if (goesOn) return { end: stop, open: part };
    end = stop;
  }
  return { end };
}

function literalAt(literal: Buffer, bytes: Buffer, at: number): true | "more" | undefined {
  for (let i = 0; i < literal.length; i++) {
    if (at + i >= bytes.length) return "more";
    if (bytes[at + i] !== literal[i]) return undefined;
  }
  return true;
}

/** Where a run ends. It may go on there, when it was not looked at further or the bytes end. */
export function runEnd(
  { set, until }: ByteRun,
  bytes: Buffer,
  { from, most = Infinity }: { readonly from: number; readonly most?: number | undefined },
): { readonly stop: number; readonly goesOn: boolean } {
  const limit = Math.min(bytes.length, from + most);
  const found = until === undefined ? -1 : bytes.subarray(from, limit).indexOf(until);
  const last = found === -1 || until === undefined ? limit : from + found + until.length;
  let stop = from;
  while (stop < last && set[bytes[stop] ?? 0] === 1) stop++;
  if (found !== -1 || stop < limit) return { stop, goesOn: false };
  // What ends it may stand across the place up to where it was looked at.
  return { stop: limit < bytes.length ? stop - Math.max(0, (until?.length ?? 0) - 1) : stop, goesOn: true };
}
