import { createReadStream, createWriteStream, renameSync, rmSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { createGunzip, createGzip } from "node:zlib";
import { ConfigError, ExecutionError } from "../../../prompts-gpt/src/errors.ts";
import { migrate } from "../store/migrate.ts";
import { openDatabase } from "../store/open.ts";
import { restore as restoreInto } from "../store/restore.ts";
import { reachedThere } from "./ask.ts";
import { onlyFlags, type Words } from "./flags.ts";
import { type Io, say } from "./io.ts";
import { placeOf } from "./place.ts";

/** Everything in one file. The server may go on serving. */
export async function backup(words: Words, io: Io): Promise<number> {
  onlyFlags(words, ["data", "database-url"], "backup");
  const file = fileOf(words, "backup");
  const draft = `${file}.${process.pid}.tmp`;
  await using registry = await reachedThere(words, io);
  const response = await registry.ask({ method: "GET", path: "/operator/backup" });
  if (!response.ok || response.body === null)
    throw new ExecutionError("The registry made no backup.", "Look into its log.");
  try {
    const lines = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
    await pipeline(lines, createGzip(), createWriteStream(draft, { mode: 0o600, flush: true }));
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  say(io.stdout, `Wrote ${file}. It holds prompts and the digests of tokens: keep it as safe as the registry.`);
  return 0;
}

/** Into a place where no registry is yet. */
export async function restore(words: Words, io: Io): Promise<number> {
  onlyFlags(words, ["data", "database-url"], "restore");
  const file = fileOf(words, "restore");
  const { database, close } = await openDatabase(placeOf(words, io));
  try {
    await migrate(database);
    const rows = await restoreInto(database, linesOf(file));
    say(
      io.stdout,
      `Restored ${rows} rows. Tokens that were revoked since the backup hold again: prompts-gpt-registry token list`,
    );
    return 0;
  } finally {
    await close();
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const text = createGunzip().setEncoding("utf8");
  const read = pipeline(createReadStream(file), text);
  read.catch(() => {}); // a file that ends too early is told while nobody waits for a line; awaited below
  let begun = "";
  try {
    for await (const piece of text) {
      const lines = `${begun}${String(piece)}`.split("\n");
      begun = lines.pop() ?? "";
      yield* lines;
    }
    await read;
  } catch (error) {
    throw new ConfigError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      "Take another file.",
    );
  }
  if (begun !== "") yield begun;
}

function fileOf({ words: [, file] }: Words, command: string): string {
  if (file !== undefined) return file;
  throw new ConfigError(`${command} needs a file.`, `prompts-gpt-registry ${command} registry.backup.gz`);
}
