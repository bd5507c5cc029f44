import { createReadStream, fstatSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { RecordedEvent, RunEvent } from "../agent/events.ts";
import { ExecutionError } from "../errors.ts";
import { lineBlocks, linesOf } from "../process/line-blocks.ts";
import type { Redactor } from "../process/redact/redactor.ts";
import { isRecorded } from "./recorded.ts";

/** The append-only record of a run: events.jsonl. One writer; readers may look at any time. */
export interface Journal {
  /** Gives the events as recorded. With `durable`, resolves only when they would survive a power cut. */
  append(events: readonly RunEvent[], how?: { readonly durable: boolean }): Promise<RecordedEvent[]>;
  /** Throws when the file is gone: an agent can delete the folder it is recorded in. */
  check(): void;
  close(): Promise<void>;
}

/** Creates the journal; fails when there is one already. Nothing passes but through `redactor`: it is the last gate. */
export async function createJournal(path: string, redactor?: Redactor): Promise<Journal> {
  return journalIn(await open(path, "ax", 0o600), { path, redactor, written: 0 });
}

/** Goes on with the journal of a process that has died: after its last whole event, what stands behind that is taken away. */
export async function reopenJournal(path: string, redactor?: Redactor): Promise<Journal> {
  let [written, bytes] = [0, 0];
  for await (const { event, end } of readLines(path)) [written, bytes] = [event.seq, end];
  const file = await open(path, "r+");
  await file.truncate(bytes);
  await file.close();
  return journalIn(await open(path, "a", 0o600), { path, redactor, written });
}

interface Begun {
  readonly path: string;
  readonly redactor: Redactor | undefined;
  /** Events that stand there already. */
  readonly written: number;
}

function journalIn(file: FileHandle, { path, redactor, written: begun }: Begun): Journal {
  let written = begun;
  let turn: Promise<unknown> = Promise.resolve();
  const write = async (events: readonly RunEvent[], durable: boolean) => {
    const time = new Date().toISOString();
    const told = events.map((event, index): RecordedEvent => ({
      schemaVersion: 1,
      seq: written + index + 1,
      time,
      ...event,
    }));
    const { recorded, data } = redacted(told, redactor);
    const { size } = fstatSync(file.fd);
    try {
      await appendAll(file, path, data);
    } catch (error) {
      await file.truncate(size).catch(() => {}); // readers stop at a torn line: what comes next must not stand behind it
      throw error;
    }
    written += events.length;
    if (!durable) return recorded;
    checkPresent(file, path);
    await file.datasync().catch((error: unknown) => recordLost(path, error));
    return recorded;
  };
  return {
    append(events, how) {
      const done = turn.then(() => write(events, how?.durable ?? false));
      turn = done.catch(() => {}); // whoever appended has the error; the next one tries for itself
      return done;
    },
    check: () => checkPresent(file, path),
    close: () => file.close(),
  };
}

/** What agents print was redacted before: in nearly every event there is nothing left to look into. */
function redacted(told: RecordedEvent[], redactor: Redactor | undefined) {
  const data = linesOfEvents(told);
  if (redactor?.mayBeIn(data) !== true) return { recorded: told, data };
  const recorded = told.map((event) => redactor.deep(event));
  return { recorded, data: linesOfEvents(recorded) };
}

function linesOfEvents(events: readonly RecordedEvent[]): Buffer {
  return Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
}

/** Writes all of it, or throws an {@link ExecutionError} that says why the record cannot be kept. */
export async function appendAll(file: FileHandle, path: string, data: string | Uint8Array): Promise<void> {
  await file.appendFile(data).catch((error: unknown) => recordLost(path, error));
}

/** A deleted file takes writes without a word, and a run that nobody will ever see is no record. */
function checkPresent(file: FileHandle, path: string): void {
  if (fstatSync(file.fd).nlink === 0) recordLost(path, new Error("it was deleted while the run was going on"));
}

export function recordLost(path: string, error: unknown): never {
  if (error instanceof ExecutionError) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  throw new ExecutionError(
    `The record of this run cannot be written to ${path}: ${reason}. The run was stopped.`,
    "Make room or mend the folder, or record elsewhere with --artifacts-dir <path>",
    { cause: error },
  );
}

/**
 * The events of a journal, in order, in bounded memory. What a crash can leave is no error, and neither is what an agent
 * has written in between: only a line that is the next event counts.
 */
export async function* readEvents(path: string): AsyncGenerator<RecordedEvent> {
  for await (const { event } of readLines(path)) yield event;
}

/** Each event, and where its line ends in the file. */
async function* readLines(path: string): AsyncGenerator<{ readonly event: RecordedEvent; readonly end: number }> {
  let next = 1;
  let before = 0;
  for await (const { bytes } of lineBlocks(createReadStream(path))) {
    for (const line of linesOf(bytes)) {
      const end = line.offset + line.bytes.length;
      const event = bytes[end] === LF ? eventIn(line.bytes.toString("utf8"), next) : undefined;
      if (event === undefined) continue;
      next += 1;
      yield { event, end: before + end + 1 };
    }
    before += bytes.length;
  }
}

const LF = 0x0a;

/** The event of that number; before it, on the same line, may stand what somebody else has written and not ended. */
function eventIn(line: string, seq: number): RecordedEvent | undefined {
  const at = line.startsWith("{") ? 0 : line.indexOf(`{"schemaVersion":1,"seq":${seq},`);
  const event = at === -1 ? undefined : parseEvent(line.slice(at));
  return event?.seq === seq ? event : undefined;
}

/** One line of events.jsonl; undefined when it is not one. */
export function parseEvent(line: string): RecordedEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecorded(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
