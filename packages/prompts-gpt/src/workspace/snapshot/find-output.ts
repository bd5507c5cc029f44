import { constants } from "node:fs";
import type { BytePath } from "./byte-path.ts";
import type { Listing } from "./listings.ts";
import type { EntryStats } from "./stat.ts";

/** For `find -printf`: the path, ended by NUL, because it may hold anything else; then its numbers, ended so too. */
export const FORMAT = "%p\\0%y %m %s %C@ %i\\0";
/** For a folder that find was told not to enter: of what is in it nothing is known. */
export const FORMAT_PASSED_BY = FORMAT.replace("%y", "D");

/** As find names them, and as we do; all others are special files. */
const KINDS: Readonly<Record<string, number>> = {
  f: constants.S_IFREG,
  d: constants.S_IFDIR,
  D: constants.S_IFDIR,
  l: constants.S_IFLNK,
};
const ZERO = 0x30;

interface Found {
  readonly path: BytePath;
  readonly names: BytePath[];
  /** Where in the output the numbers of each name start. */
  readonly numbers: number[];
}

/** Of folders by path: one before what is in it. */
export type Listings = ReadonlyMap<BytePath, Listing>;

interface Piece {
  readonly listings: Listings;
  /** So much of the output is in them. Bytes. */
  readonly used: number;
}

/**
 * What find wrote so far of the folders it was given, each `./<folder>`, and all below them. Of the last of them more may
 * come, so that it is left out, unless `isWhole`.
 */
export function listingsFrom(output: Buffer, isWhole: boolean): Piece {
  const text = output.toString("latin1"); // one string: to cut pieces out of it costs next to nothing
  const listings = new Map<BytePath, Listing>();
  let used = 0;
  let folders = new Map<BytePath, Found>();
  const finish = (at: number) => {
    for (const [path, { names, numbers }] of folders)
      listings.set(path, { names, statsAt: (nth) => statsFrom(text, numbers[nth] ?? 0) });
    folders = new Map();
    used = at;
  };
  let last: Found | undefined;
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\0", at);
    const next = text.indexOf("\0", end + 1) + 1;
    if (end < 0 || next === 0) break;
    const path = text.slice(at + "./".length, end);
    const slash = Math.max(path.lastIndexOf("/"), 0);
    if (last?.path.length !== slash || !path.startsWith(last.path)) last = folders.get(path.slice(0, slash));
    if (last === undefined) finish(at); // one of those it was given
    last?.names.push(path.slice(slash + 1));
    last?.numbers.push(end + 1);
    if (text[end + 1] === "d") folders.set(path, { path, names: [], numbers: [] });
    at = next;
  }
  if (isWhole) finish(text.length);
  return { listings, used };
}

function statsFrom(text: string, start: number): EntryStats {
  let at = start + 2;
  const number = (base: number): number => {
    let value = 0;
    let digit = text.charCodeAt(at);
    for (; digit >= ZERO; digit = text.charCodeAt(++at)) value = value * base + digit - ZERO;
    at++;
    return value;
  };
  return {
    mode: (KINDS[text.charAt(start)] ?? 0) | number(8),
    size: number(10),
    // Ten digits of a second's fraction, of which the last is always 0. The same arithmetic as Node's, to be equal to it.
    ctimeMs: number(10) * 1000 + number(10) / 10 / 1e6,
    ino: number(10),
  };
}
