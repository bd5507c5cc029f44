import { constants } from "node:fs";
import type { BytePath } from "./byte-path.ts";
import type { Listing } from "./listings.ts";
import type { EntryStats } from "./stat.ts";

/** For `find -printf`: numbers first, the path last, because it may hold anything but NUL. */
export const FORMAT = "%y %m %s %T@ %C@ %i %U %G %p\\0";
/** For a folder that find was told not to enter: of what is in it nothing is known. */
export const FORMAT_PASSED_BY = FORMAT.replace("%y", "D");
const NUMBERS = 8;

/** As find names them, and as we do; all others are special files. */
const KINDS = new Map<number | undefined, number>([
  [0x66, constants.S_IFREG], // f
  [0x64, constants.S_IFDIR], // d
  [0x44, constants.S_IFDIR], // D
  [0x6c, constants.S_IFLNK], // l
]);
const FOLDER = 0x64;
const [SPACE, ZERO] = [0x20, 0x30];

interface Found {
  readonly path: BytePath;
  readonly names: BytePath[];
  /** Where in the output the line of each name starts. */
  readonly lines: number[];
}

/** What find wrote of `./<folder>` and all below it, as listings of folders by path: a folder before what is in it. */
export function listingsFrom(output: Buffer): ReadonlyMap<BytePath, Listing> {
  const folders = new Map<BytePath, Found>();
  let last: Found | undefined;
  for (let line = 0; line < output.length;) {
    const from = pathStart(output, line);
    const end = output.indexOf(0, from);
    const path = output.toString("latin1", from + "./".length, end);
    const slash = Math.max(path.lastIndexOf("/"), 0);
    if (last?.path.length !== slash || !path.startsWith(last.path)) last = folders.get(path.slice(0, slash));
    last?.names.push(path.slice(slash + 1));
    last?.lines.push(line);
    if (output[line] === FOLDER) folders.set(path, { path, names: [], lines: [] });
    line = end + 1;
  }
  const listings = new Map<BytePath, Listing>();
  for (const [path, { names, lines }] of folders)
    listings.set(path, { names, statsAt: (at) => statsFrom(output, lines[at] ?? 0) });
  return listings;
}

/** Behind the numbers, of which each has at least one digit. */
function pathStart(output: Buffer, line: number): number {
  let at = line;
  for (let spaces = 0; spaces < NUMBERS; at++) if (output[at] === SPACE) spaces++;
  return at;
}

function statsFrom(output: Buffer, line: number): EntryStats {
  let at = line + 2;
  const number = (base: number): number => {
    let value = 0;
    for (let byte = output[at] ?? SPACE; byte >= ZERO; byte = output[++at] ?? SPACE) value = value * base + byte - ZERO;
    at++;
    return value;
  };
  // Ten digits of a second's fraction, of which the last is always 0. The same arithmetic as Node's, to be equal to it.
  const time = (): number => number(10) * 1000 + number(10) / 10 / 1e6;
  const kind = KINDS.get(output[line]) ?? 0;
  return {
    mode: kind | number(8),
    size: number(10),
    mtimeMs: time(),
    ctimeMs: time(),
    ino: number(10),
    uid: number(10),
    gid: number(10),
  };
}
