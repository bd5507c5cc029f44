import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { codeOf } from "../../error-code.ts";
import { isKept, keep, type Store } from "./store.ts";

/**
 * Copies of a repository's own object files, so that a snapshot needs nothing of the repository. Objects never change:
 * a file that is there already is the same. Gives the name of the list of what stood there.
 */
export function mirrorObjects(store: Store, gitDir: string): string {
  for (let left = 5; ; left--) {
    try {
      return mirrorOnce(store, gitDir);
    } catch (error) {
      // Git packs them at any moment, in the background too: what was just there is then in a pack.
      if (left === 0 || codeOf(error) !== "ENOENT") throw error;
    }
  }
}

function mirrorOnce(store: Store, gitDir: string): string {
  const own = objectFiles(join(gitDir, "objects"));
  const borrowed = alternatesOf(join(gitDir, "objects")).flatMap((folder) =>
    objectFiles(folder).map((name) => ({ folder, name })),
  );
  const lines = [...own, ...borrowed.map(({ name }) => `~${name}`)];
  const list = lines.toSorted().join("\n");
  if (isKept(store, "lists", list)) return keep(store, "lists", list); // written after everything in it was copied
  const all = [...own.map((name) => ({ folder: join(gitDir, "objects"), name })), ...borrowed];
  const vanished = all.flatMap(({ folder, name }) => missingOnCopy(store, folder, name) ?? []);
  // After all others were copied: the next look then misses only what came in the meantime.
  if (vanished[0] !== undefined) throw vanished[0];
  return keep(store, "lists", list);
}

/** The error, where the object is not there any more. */
function missingOnCopy(store: Store, from: string, name: string): Error | undefined {
  try {
    copyObject(join(from, name), store.at("mirror", name));
    return undefined;
  } catch (error) {
    if (error instanceof Error && codeOf(error) === "ENOENT") return error;
    throw error;
  }
}

/** The object files that stood in a repository; `borrowed` ones were another repository's. */
export function listedObjects(
  store: Store,
  list: string,
): { readonly own: readonly string[]; readonly borrowed: readonly string[] } {
  const lines = readFileSync(store.at("lists", list), "utf8").split("\n").filter(Boolean);
  return {
    own: lines.filter((line) => !line.startsWith("~")),
    borrowed: lines.filter((line) => line.startsWith("~")).map((line) => line.slice(1)),
  };
}

/** A copy, by reference where the file system can; never a hard link, which would share damage. Complete or not there. */
export function copyObject(from: string, to: string): void {
  const already = statSync(to, { throwIfNoEntry: false });
  if (already !== undefined) return;
  mkdirSync(dirname(to), { recursive: true });
  const draft = join(dirname(to), `tmp_obj_${process.pid}_${basename(to)}`); // git clears such a one away, if we are killed
  copyFileSync(from, draft, constants.COPYFILE_FICLONE);
  renameSync(draft, to);
}

const LOOSE = /^[0-9a-f]{38}(?:[0-9a-f]{24})?$/;
const FANOUT = /^[0-9a-f]{2}$/;
/** An index after its pack: a reader that sees the index finds the pack. */
const PACKED = [/^pack-[0-9a-f]+\.(?:pack|rev|mtimes|promisor|keep)$/, /^pack-[0-9a-f]+\.idx$/] as const;

/**
 * Cheap, and enough for a file that was cut off: a loose object has content; an index ends with the checksum that its
 * pack ends with, before its own (gitformat-pack).
 */
function isWhole(folder: string, name: string): boolean {
  if (!name.startsWith("pack/")) return (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (!/\.(?:pack|idx)$/.test(name)) return true;
  const stem = name.replace(/\.(?:pack|idx)$/, "");
  const [pack, index] = [lastBytes(join(folder, `${stem}.pack`), 20), lastBytes(join(folder, `${stem}.idx`), 40)];
  return pack?.length === 20 && index?.length === 40 && pack.equals(index.subarray(0, 20));
}

function lastBytes(file: string, count: number): Buffer | undefined {
  try {
    const descriptor = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(count);
      const from = Math.max(0, fstatSync(descriptor).size - count);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, count, from));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** Loose objects and packs, relative to the objects folder. What git is still writing has other names. */
export function objectFiles(folder: string, which: "whole" | "all" = "whole"): string[] {
  const names = readNames(folder);
  const loose = names
    .filter((name) => FANOUT.test(name))
    .flatMap((name) =>
      readNames(join(folder, name))
        .filter((rest) => LOOSE.test(rest))
        .map((rest) => `${name}/${rest}`),
    );
  const packed = readNames(join(folder, "pack"));
  const found = [
    ...loose,
    ...PACKED.flatMap((kind) => packed.filter((name) => kind.test(name)).map((name) => `pack/${name}`)),
  ];
  return which === "all" ? found : found.filter((name) => isWhole(folder, name));
}

/** Objects folders that this one borrows from, and those that they borrow from (gitrepository-layout). */
function alternatesOf(folder: string, seen: readonly string[] = []): string[] {
  const file = join(folder, "info/alternates");
  if (seen.includes(folder) || !existsSync(file)) return [];
  const named = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  return named
    .map((line) => (isAbsolute(line) ? line : join(folder, line)))
    .flatMap((other) => [other, ...alternatesOf(other, [...seen, folder])]);
}

export function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
