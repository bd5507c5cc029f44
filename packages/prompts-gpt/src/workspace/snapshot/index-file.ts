import { createHash } from "node:crypto";
import type { BytePath } from "./byte-path.ts";

/** One entry of a git index (gitformat-index). */
export interface IndexEntry {
  readonly path: BytePath;
  readonly mode: number;
  readonly stage: number;
  /** Assumed valid, skipped by a sparse checkout, or only intended to be added: its stat data says nothing. */
  readonly marked: boolean;
  /** The file that it stands in, and where: its stat data, then the name of its object. */
  readonly file: Buffer;
  /** Over the same bytes: numbers are read faster so. */
  readonly view: DataView;
  readonly at: number;
}

export interface IndexFile {
  readonly entries: readonly IndexEntry[];
  /** Signatures of its extensions: `TREE`, `link`, `sdir`, … */
  readonly extensions: readonly string[];
  /** The tree of all of it, when git has noted that one. */
  readonly tree?: string | undefined;
}

type Hash = "sha1" | "sha256";

export const HASH_BYTES: Readonly<Record<Hash, number>> = { sha1: 20, sha256: 32 };
const STAT_BYTES = 40;
/** Where in an entry the name of its object stands. */
export const OID_AT = STAT_BYTES;
const EXTENDED = 0x4000;
const ASSUME_VALID = 0x8000;
const SKIP_WORKTREE_OR_INTENT = 0x6000;
const REGULAR = [0o100644, 0o100755, 0o120000];

/** Undefined for anything that is no index of version 2 to 4. */
export function parseIndex(file: Buffer, hash: Hash): IndexFile | undefined {
  const hashBytes = HASH_BYTES[hash];
  if (file.length < 12 + hashBytes || file.toString("latin1", 0, 4) !== "DIRC") return undefined;
  const version = file.readUInt32BE(4);
  if (version < 2 || version > 4) return undefined;
  const entries: IndexEntry[] = [];
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const text = file.toString("latin1"); // one string: to cut paths out of it costs next to nothing
  let at = 12;
  let previous = "";
  for (let left = file.readUInt32BE(8); left > 0; left--) {
    const flagsAt = at + STAT_BYTES + hashBytes;
    const flags = file.readUInt16BE(flagsAt);
    const extended = (flags & EXTENDED) !== 0;
    const extra = extended ? file.readUInt16BE(flagsAt + 2) : 0;
    let nameAt = flagsAt + (extended ? 4 : 2);
    let kept = "";
    if (version === 4) {
      const strip = readOffset(file, nameAt);
      nameAt = strip.next;
      kept = previous.slice(0, previous.length - strip.value);
    }
    const end = text.indexOf("\0", nameAt);
    const path = kept + text.slice(nameAt, end);
    previous = path;
    entries.push({
      path,
      mode: file.readUInt32BE(at + 24),
      stage: (flags >> 12) & 3,
      marked: (flags & ASSUME_VALID) !== 0 || (extra & SKIP_WORKTREE_OR_INTENT) !== 0,
      file,
      view,
      at,
    });
    // Versions 2 and 3 pad each entry with 1 to 8 NULs to a multiple of eight.
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  const extensions = extensionsFrom(file, at, file.length - hashBytes);
  const noted = extensions.find(({ name }) => name === "TREE");
  return {
    entries,
    extensions: extensions.map(({ name }) => name),
    tree: noted && rootOf(file.subarray(noted.at, noted.end), hashBytes),
  };
}

/** A number of version 4: seven bits a byte, most significant first, each but the last continued by adding one. */
function readOffset(file: Buffer, from: number): { readonly value: number; readonly next: number } {
  let at = from;
  let byte = file.readUInt8(at++);
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = file.readUInt8(at++);
    value = ((value + 1) << 7) | (byte & 0x7f);
  }
  return { value, next: at };
}

function extensionsFrom(file: Buffer, from: number, end: number) {
  const found: { readonly name: string; readonly at: number; readonly end: number }[] = [];
  for (let at = from; at + 8 <= end; at += 8 + file.readUInt32BE(at + 4))
    found.push({ name: file.toString("latin1", at, at + 4), at: at + 8, end: at + 8 + file.readUInt32BE(at + 4) });
  return found;
}

/** The first entry is the root: its empty path and NUL, how many entries (-1: not valid any more) and subtrees, its name. */
function rootOf(trees: Buffer, hashBytes: number): string | undefined {
  const line = trees.indexOf("\n");
  const isValid = /^\0\d+ \d+$/.test(trees.toString("latin1", 0, Math.max(line, 0)));
  return isValid ? trees.toString("hex", line + 1, line + 1 + hashBytes) : undefined;
}

/** One of the numbers of the stat data, by where it stands in it. */
export function statIn({ view, at }: IndexEntry, field: number): number {
  return view.getUint32(at + field);
}

/** The same stat data and the same object. */
export function isSameEntry(one: IndexEntry, other: IndexEntry, hash: Hash): boolean {
  const length = STAT_BYTES + HASH_BYTES[hash];
  return one.file.compare(other.file, other.at, other.at + length, one.at, one.at + length) === 0;
}

/** Whether git may take these entries for what stands on disk, all of them, as the index file stands. */
export function isPlain({ entries, extensions }: IndexFile): boolean {
  return !extensions.includes("link") && !extensions.includes("sdir") && entries.every(isOrdinary);
}

/** A file or link with stat data of its own, in no conflict. */
export function isOrdinary({ mode, stage, marked }: IndexEntry): boolean {
  return stage === 0 && !marked && REGULAR.includes(mode);
}

/** An index of version 2 with these entries and nothing else. */
export function formatIndex(entries: readonly IndexEntry[], hash: Hash): Buffer {
  const header = Buffer.from("DIRC\0\0\0\x02\0\0\0\0", "latin1");
  header.writeUInt32BE(entries.length, 8);
  const flagsAt = STAT_BYTES + HASH_BYTES[hash];
  const body = entries.map(({ file, at, path }) => {
    const entry = Buffer.alloc((flagsAt + 2 + path.length + 8) & ~7);
    file.copy(entry, 0, at, at + flagsAt);
    entry.writeUInt16BE(Math.min(path.length, 0xfff), flagsAt);
    entry.write(path, flagsAt + 2, "latin1");
    return entry;
  });
  const content = Buffer.concat([header, ...body]);
  return Buffer.concat([content, createHash(hash).update(content).digest()]);
}
