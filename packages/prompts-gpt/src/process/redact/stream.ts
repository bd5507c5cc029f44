import { type ByteRun, endOf, matchAt, type Needle, type Shape, type ShapeLook } from "./needle.ts";
import type { Search } from "./search.ts";

/** Takes a stream of bytes in pieces of any size and gives it on without what is to be hidden. */
export interface RedactingStream {
  /** What could still become something to hide is held back. */
  push(bytes: Buffer): Buffer;
  /** The rest: nothing more can come to it. */
  end(): Buffer;
  /** How many bytes are held back. */
  held(): number;
}

/** What stands in the place of something that was hidden; told of every one, so that it can be counted. */
export type Hide = (name: string) => Buffer;

/**
 * Only what is longer than any token is held back longer, when it is all of one known value. A private key is: its
 * beginning alone is enough to hide all that follows.
 */
const MOST_HELD = 8 * 1024;
const NOTHING = Buffer.alloc(0);

export function redactingStream(search: Search, hide: Hide): RedactingStream {
  let held: Buffer = NOTHING;
  /** What was hidden goes on as long as the bytes belong to it. */
  let open: ByteRun | Shape | undefined;
  /** The byte before those that come next. */
  let before = 0;

  /** Leaves out what belongs to what is open; gives where the rest begins. */
  function swallow(bytes: Buffer, look: ShapeLook): number {
    if (open === undefined) return look.from;
    const { stop, isOpen } = endOf(open, bytes, look);
    if (!isOpen) open = undefined;
    return stop;
  }

  function take(bytes: Buffer, isEnd: boolean): Buffer {
    let from = swallow(bytes, { from: 0, isEnd });
    // As long as it is not told whether it goes on, what comes next waits.
    const after = (place: number) => (open === undefined ? search.next(bytes, place) : from);
    let at = after(from);
    const looking = { search, failed: new Map<Needle, number>(), isEnd, before };
    const clean: Buffer[] = [];
    while (at < bytes.length && open === undefined) {
      const found = longest(looking, bytes, at);
      if (found === "more") break;
      if (found !== undefined) {
        clean.push(bytes.subarray(from, at), hide(found.name));
        open = found.open;
        from = swallow(bytes, { from: found.end, isEnd });
      }
      at = after(found === undefined ? at + 1 : from);
    }
    before = bytes[at - 1] ?? before;
    held = at < bytes.length ? Buffer.from(bytes.subarray(at)) : NOTHING; // a copy: the chunk it ends is not kept
    const rest = bytes.subarray(from, at);
    return clean.length === 0 ? rest : Buffer.concat([...clean, rest]);
  }

  return {
    push: (bytes) => take(held.length === 0 ? bytes : Buffer.concat([held, bytes]), false),
    end: () => take(held, true),
    held: () => held.length,
  };
}

interface Looking {
  readonly search: Search;
  /** Up to where each needle cannot be found any more: its run was looked through, and what has to follow is not there. */
  readonly failed: Map<Needle, number>;
  readonly isEnd: boolean;
  readonly before: number;
}

interface Found {
  readonly name: string;
  readonly end: number;
  readonly open?: ByteRun | Shape;
}

/** Of all that may begin at `at`, the one that hides most. `more`: that is not decided yet. */
function longest({ search, failed, isEnd, before }: Looking, bytes: Buffer, at: number): Found | "more" | undefined {
  let best: Found | undefined;
  const look = { from: at, isEnd };
  for (const needle of search.candidates(bytes, at)) {
    if (needle.rest.length > 0 && (failed.get(needle) ?? 0) > at) continue;
    const match = matchAt(needle, bytes, look);
    const isOpen = match === "more" || ("end" in match && match.end === bytes.length && match.open !== undefined);
    if (isOpen && !isEnd && (needle.rest.length === 0 || bytes.length - at <= MOST_HELD)) return "more";
    if (match === "more") failed.set(needle, bytes.length);
    else if ("not" in match) {
      if (match.not > at) failed.set(needle, match.not);
    } else if (needle.accepts?.(bytes.subarray(at, match.end), bytes[at - 1] ?? before) !== false) {
      if (best === undefined || match.end > best.end) best = { name: needle.name, ...match };
    }
  }
  return best;
}
