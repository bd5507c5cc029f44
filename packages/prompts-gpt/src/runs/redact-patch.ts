import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { redactLines } from "../agent/redact-lines.ts";
import { type Block, lineBlocks } from "../process/line-blocks.ts";
import { redacted } from "../process/redact/redacted.ts";
import type { Redactor } from "../process/redact/redactor.ts";

/**
 * Puts the patch that git wrote to `draft` at `path`, without secrets; it says so in its first line when it held some.
 * False when that cannot be written: then there is none.
 */
export async function redactPatch(draft: string, path: string, redactor: Redactor): Promise<boolean> {
  const clean = `${path}.clean.tmp`;
  const before = redactor.counts().total;
  try {
    await write(clean, redactedBlocks(draft, redactor));
    const hidden = redactor.counts().total - before;
    if (hidden > 0) await write(draft, withNote(hidden, clean));
    await rename(draft, path);
    return true;
  } catch {
    return false; // no space left, say: the warning of it says what to look at
  } finally {
    await Promise.all([rm(clean, { force: true }), rm(draft, { force: true })]);
  }
}

async function* redactedBlocks(file: string, redactor: Redactor): AsyncGenerator<Buffer> {
  const lines = redactLines(redactor, { isJson: false });
  const bytesOf = (blocks: readonly Block[]): Buffer[] => blocks.map(({ bytes }) => bytes);
  for await (const block of lineBlocks(redacted(createReadStream(file), redactor))) yield* bytesOf(lines.take(block));
  yield* bytesOf(lines.end());
}

/** Programs that apply patches pass over what stands before the first file. */
async function* withNote(hidden: number, clean: string): AsyncGenerator<Buffer> {
  const what = hidden === 1 ? "1 secret was" : `${hidden} secrets were`;
  yield Buffer.from(`This patch is for reading: ${what} redacted in it, so do not apply it.\n\n`);
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
