import type { Needle } from "./needle.ts";

/** Many needles, by the bytes that they begin with: one look into a table for two bytes, however many there are. */
export interface Search {
  /** The first place from `from` on where one may begin; `bytes.length` when there is none. */
  next(bytes: Buffer, from: number): number;
  /** Those that may begin there, longest first. */
  candidates(bytes: Buffer, at: number): readonly Needle[];
}

const FIRST_PAIR = 1;
const SECOND_PAIR = 2;
const NONE: readonly Needle[] = [];

/** Every needle has a head of three bytes or more. */
export function searchFor(needles: readonly Needle[]): Search {
  const pairs = new Uint8Array(65_536);
  const byBeginning = new Map<number, Needle[]>();
  const longestFirst = [...needles].sort((a, b) => b.head.length - a.head.length);
  for (const needle of longestFirst) {
    for (const beginning of beginningsOf(needle)) {
      const list = byBeginning.get(tripleAt(beginning, 0));
      if (list === undefined) byBeginning.set(tripleAt(beginning, 0), [needle]);
      else if (list.at(-1) !== needle) list.push(needle);
      for (const [index, which] of [FIRST_PAIR, SECOND_PAIR].entries()) {
        const slot = pairAt(beginning, index);
        pairs[slot] = (pairs[slot] ?? 0) | which;
      }
    }
  }
  const isFirst = (byte: number | undefined) => longestFirst.some(({ head }) => head[0] === byte);
  return {
    next(bytes, from) {
      const last = bytes.length - 1;
      // Every second pair is enough: a needle that begins between two of them has its second pair at the next one.
      for (let at = from; at < last; at += 2) {
        const found = pairs[((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)] ?? 0;
        if (found === 0) continue;
        if ((found & SECOND_PAIR) !== 0 && at > from && ((pairs[pairAt(bytes, at - 1)] ?? 0) & FIRST_PAIR) !== 0)
          return at - 1;
        if ((found & FIRST_PAIR) !== 0) return at;
      }
      if (last > from && ((pairs[pairAt(bytes, last - 1)] ?? 0) & FIRST_PAIR) !== 0) return last - 1;
      return last >= from && isFirst(bytes[last]) ? last : bytes.length;
    },
    candidates(bytes, at) {
      if (at < bytes.length - 2) return byBeginning.get(tripleAt(bytes, at)) ?? NONE;
      return longestFirst.filter(({ head }) => head[0] === bytes[at]);
    },
  };
}

/** The three bytes with which a needle may begin: a line end may stand between them, and the sign of a patch after it. */
function beginningsOf({ head, isWrapped }: Needle): Buffer[] {
  const [one, two, three] = head.toString("latin1", 0, 3);
  if (isWrapped !== true) return [head];
  const texts = [
    ...["\n", "\r", "\\"].map((end) => `${one}${two}${end}`),
    ...[`\n${two}`, "\n+", "\n-", "\n ", "\r\n", "\\n", "\\r", "\\\\"].map((end) => `${one}${end}`),
    `${one}${two}${three}`,
  ];
  return texts.map((text) => Buffer.from(text, "latin1"));
}

function tripleAt(bytes: Buffer, at: number): number {
  return (pairAt(bytes, at) << 8) | (bytes[at + 2] ?? 0);
}

function pairAt(bytes: Buffer, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
