import { createReadStream } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { redactLines } from "../agent/redact-lines.ts";
import { type Block, lineBlocks } from "../process/line-blocks.ts";
import { redacted } from "../process/redact/redacted.ts";
import type { Redactor } from "../process/redact/redactor.ts";

const FOR_READING = "This patch is for reading: ";

type Pour = (take: (patch: AsyncIterable<Buffer>) => Promise<void>) => Promise<boolean>;

/**
 * Writes the patch that `pour` gives to `path`, without secrets: nothing else of it ever stands on the disk. It says so in
 * its first line when it held some. False when it could not be had or written: then there is none.
 */
export async function writePatch(path: string, redactor: Redactor, pour: Pour): Promise<boolean> {
  const [draft, noted] = [`${path}.tmp`, `${path}.noted.tmp`];
  const before = redactor.counts().total;
  try {
    if (!(await pour((patch) => write(draft, redactedBlocks(patch, redactor))))) return false;
    const hidden = redactor.counts().total - before;
    if (hidden > 0) await write(noted, withNote(hidden, draft));
    await rename(hidden > 0 ? noted : draft, path);
    return true;
  } catch {
    return false; // no space left, say: the warning of it says what to look at
  } finally {
    await Promise.all([rm(draft, { force: true }), rm(noted, { force: true })]);
  }
}

async function* redactedBlocks(patch: AsyncIterable<Buffer>, redactor: Redactor): AsyncGenerator<Buffer> {
  const lines = redactLines(redactor, { isJson: false });
  const bytesOf = (blocks: readonly Block[]): Buffer[] => blocks.map(({ bytes }) => bytes);
  for await (const block of lineBlocks(redacted(patch, redactor))) yield* bytesOf(lines.take(block));
  yield* bytesOf(lines.end());
}

/** The patch at `path` when something was redacted in it: which secrets there were then, only the run knew. */
export async function readRedactedPatch(path: string): Promise<string | undefined> {
  const patch = await readFile(path, "utf8").catch(() => ""); // none was written, or its run is pruned
  return patch.startsWith(FOR_READING) ? patch : undefined;
}

/** Programs that apply patches pass over what stands before the first file. */
async function* withNote(hidden: number, clean: string): AsyncGenerator<Buffer> {
  const what = hidden === 1 ? "1 secret was" : `${hidden} secrets were`;
  yield Buffer.from(`${FOR_READING}${what} redacted in it, so do not apply it.\n\n`);
  yield* createReadStream(clean);
}

async function write(path: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    for await (const piece of pieces) await file.appendFile(piece);
  } finally {
    await file.close();
  }
}
