import { createHash } from "node:crypto";
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { inflateSync } from "node:zlib";
import { objectFiles, readNames } from "./mirror.ts";
import type { Store } from "./store.ts";

/**
 * Files in an objects folder that came later than `known` and are damaged: they keep git from reading the good ones.
 * Every file of git's own ends with a checksum or is named after its content, so that none is taken for good unread.
 */
export function damagedIn(folder: string, known: readonly string[], hash: Store["hash"]): string[] {
  const expected = new Set(known);
  const isDamaged = (name: string) => !expected.has(name) && !isIntact(join(folder, name), name, hash);
  const objects = objectFiles(folder, "all").filter(isDamaged);
  const packs = new Set(objects.filter((name) => name.startsWith("pack/")).map((name) => name.replace(/\.\w+$/, "")));
  const loose = objects.filter((name) => !name.startsWith("pack/"));
  const ofPacks = [...packs].flatMap((stem) => ["pack", "idx", "rev", "bitmap"].map((end) => `${stem}.${end}`));
  return [...loose, ...ofPacks, ...damagedShortcuts(folder, hash)].filter((name) => existsSync(join(folder, name)));
}

/** What git makes of objects to be faster, and makes anew when it is not there. */
function damagedShortcuts(folder: string, hash: Store["hash"]): string[] {
  const named = (where: string, kind: RegExp) =>
    readNames(join(folder, where))
      .filter((name) => kind.test(name))
      .map((name) => `${where}/${name}`);
  const shortcuts = [
    ...named("info", /^commit-graph$/),
    ...named("info/commit-graphs", /\.graph$/),
    ...named("pack", /^multi-pack-index(?:-[0-9a-f]+\.(?:rev|bitmap))?$|\.bitmap$/),
  ];
  const damaged = shortcuts.filter((name) => !endsWithChecksum(join(folder, name), hash));
  // Without one of its links the chain names what is not there.
  return damaged.some((name) => name.endsWith(".graph"))
    ? [...damaged, "info/commit-graphs/commit-graph-chain"]
    : damaged;
}

/** Not deleted: under names that git passes over, beside where they stood. Nor may the store go on taking them for good. */
export function setAside(store: Store, folder: string, names: readonly string[]): void {
  for (const name of names) {
    if (existsSync(join(folder, name)))
      renameSync(join(folder, name), join(folder, dirname(name), `tmp_obj_${basename(name)}.damaged`));
    const copy = store.at("mirror", name);
    if (existsSync(copy) && !isIntact(copy, name, store.hash)) rmSync(copy);
  }
}

function isIntact(file: string, name: string, hash: Store["hash"]): boolean {
  if (/\.(?:keep|promisor)$/.test(name)) return true;
  return name.startsWith("pack/")
    ? endsWithChecksum(file, hash) && hasItsPart(file)
    : isNamedAfterContent(file, name, hash);
}

/** An index says with its last but one checksum which pack it is of. */
function hasItsPart(file: string): boolean {
  return (
    !/\.(?:pack|idx)$/.test(file) ||
    (existsSync(file.replace(/\w+$/, "pack")) && existsSync(file.replace(/\w+$/, "idx")))
  );
}

function isNamedAfterContent(file: string, name: string, hash: Store["hash"]): boolean {
  try {
    return (
      createHash(hash)
        .update(inflateSync(readFileSync(file)))
        .digest("hex") === name.replace("/", "")
    );
  } catch {
    return false; // cut off, or no zlib at all
  }
}

const CHUNK = 1024 * 1024;

function endsWithChecksum(file: string, hash: Store["hash"]): boolean {
  try {
    return readsToChecksum(openSync(file, "r"), hash);
  } catch {
    return false; // it cannot be read: neither can git
  }
}

function readsToChecksum(descriptor: number, hash: Store["hash"]): boolean {
  const size = hash === "sha1" ? 20 : 32;
  try {
    const content = fstatSync(descriptor).size - size;
    if (content <= 0) return false;
    const sum = createHash(hash);
    const chunk = Buffer.alloc(CHUNK);
    for (let at = 0; at < content;) {
      const read = readSync(descriptor, chunk, 0, Math.min(CHUNK, content - at), at);
      if (read === 0) return false;
      sum.update(chunk.subarray(0, read));
      at += read;
    }
    const end = Buffer.alloc(size);
    return readSync(descriptor, end, 0, size, content) === size && sum.digest().equals(end);
  } finally {
    closeSync(descriptor);
  }
}

/** Byte for byte, whatever their size. */
export function isSameFile(one: string, other: string): boolean {
  const files: number[] = [];
  const read = (at: number, into: Buffer, from: number) => readSync(files[at] ?? -1, into, 0, CHUNK, from);
  try {
    for (const file of [one, other]) files.push(openSync(file, "r"));
    const [mine, theirs] = [Buffer.alloc(CHUNK), Buffer.alloc(CHUNK)];
    for (let at = 0; ;) {
      const [count, more] = [read(0, mine, at), read(1, theirs, at)];
      if (count !== more || !mine.subarray(0, count).equals(theirs.subarray(0, count))) return false;
      if (count === 0) return true;
      at += count;
    }
  } catch {
    return false; // one of them may not be read
  } finally {
    for (const file of files) closeSync(file);
  }
}
