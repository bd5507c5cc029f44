import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { codeOf } from "../../error-code.ts";
import { ExecutionError } from "../../errors.ts";
import { type BytePath, onDisk, parentOf, textOf } from "./byte-path.ts";
import { join, statOf } from "./stat.ts";
import type { Store } from "./store.ts";

/** What could not be done, and why: everything else was. */
export interface Skipped {
  readonly path: BytePath;
  readonly why: string;
}

interface Files {
  readonly tree: string;
  readonly files: readonly BytePath[];
}

/** git writes them: bounded memory, and no filter between the object and the disk (the store's own attributes). */
export async function checkOut(root: BytePath, { tree, files }: Files, store: Store): Promise<Skipped[]> {
  if (files.length === 0) return [];
  const work = textOf(root);
  const index = "parts/restore.index";
  rmSync(store.at(`${index}.lock`), { force: true }); // ours alone: we hold the store's lock
  const stdin = Buffer.from(`${files.join("\0")}\0`, "latin1");
  const read = await store.git(["read-tree", tree], { index });
  const written = read && (await store.git(["checkout-index", "--force", "-z", "--stdin"], { index, work, stdin }));
  if (written !== undefined) return [];
  await store.git(["update-index", "-q", "--refresh"], { index, work });
  const different = await store.git(["diff-files", "--raw", "-z", "--no-abbrev"], { index, work });
  const wanted = new Set(files);
  const left = objectsIn(different?.toString("latin1") ?? "").filter(({ path }) => wanted.has(path));
  if (read === undefined || left.length === 0) throw notWritten(work, "git would not");
  return writeLeft(root, left, store);
}

interface WantedObject {
  readonly path: BytePath;
  readonly mode: string;
  readonly object: string;
}

/** `:<mode> <mode> <object> <object> <status>` NUL `<path>` NUL */
function objectsIn(raw: string): WantedObject[] {
  return [...raw.matchAll(/:(\d+) \d+ ([0-9a-f]+) [0-9a-f]+ [A-Z]\0([^\0]+)\0/g)].map(
    ([, mode = "", object = "", path = ""]) => ({ mode, object, path }),
  );
}

/** What git could not write, one by one: git does not tell which file it was, and why. */
async function writeLeft(root: BytePath, left: readonly WantedObject[], store: Store): Promise<Skipped[]> {
  const skipped: Skipped[] = [];
  for (const { path, mode, object } of left) {
    const content = await store.git(["cat-file", "blob", object]);
    if (content === undefined) throw notWritten(textOf(path), `the store ${store.path} does not hold it`);
    try {
      putInPlace(root, path, (draft) => {
        if (mode === "120000") symlinkSync(content, draft);
        else writeFileSync(draft, content, { flag: "wx", mode: mode === "100755" ? 0o755 : 0o644 });
      });
    } catch (error) {
      if (["ENOSPC", "EDQUOT"].includes(codeOf(error) ?? "")) throw notWritten(textOf(path), reasonOf(error));
      skipped.push({ path, why: reasonOf(error) });
    }
  }
  return skipped;
}

/** Written beside under a name that nobody has, then renamed: the old one or the new one is there at every moment. */
export function putInPlace(root: BytePath, path: BytePath, write: (draft: string | Buffer) => void): void {
  mkdirSync(onDisk(join(root, parentOf(path))), { recursive: true }); // nothing else may stand in it
  let name = `${path}.prompts-gpt-tmp`;
  for (let serial = 1; statOf(root, name) !== undefined; serial++) name = `${path}.prompts-gpt-tmp-${serial}`;
  const draft = onDisk(join(root, name));
  try {
    write(draft);
    renameSync(draft, onDisk(join(root, path)));
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function notWritten(what: string, why: string): ExecutionError {
  const message = `${what} could not be written: ${why}. What was written before it stays.`;
  return new ExecutionError(message, "Mend that, then the same command once more: it goes on where it stopped.");
}

/** `EPERM: operation not permitted`, without the names of ours that follow. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^([A-Z]+: [^,]+), .*/s, "$1") : String(error);
}
