import { readFileSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { RecordedEvent } from "../agent/events.ts";
import type { Task } from "../agent/task.ts";
import { codeOf } from "../error-code.ts";
import { ConfigError } from "../errors.ts";
import type { Redactor } from "../process/redact/redactor.ts";
import { makeRecording } from "../replay/record.ts";
import { readEvents, recordLost } from "../runs/journal.ts";
import { RUN_FILES } from "../runs/run-dir.ts";
import { VERSION } from "../version.ts";

/** A file that was opened before the run, so that what cannot be recorded to is refused before it. */
export interface RecordingFile {
  /** Makes the recording of a finished run from its journal and the files as they stand now. */
  write(runDir: string, task: Task, redactor: Redactor): Promise<void>;
  close(): Promise<void>;
}

/** Refused when the file is there: a recording is made by hand, and not to be lost. */
export async function openRecording(record: string, cwd: string): Promise<RecordingFile> {
  const path = resolve(cwd, record);
  const file = await open(path, "wx").catch((error: unknown) => refuse(record, error));
  let isWritten = false;
  return {
    async write(runDir, task, redactor) {
      const lines = redacted(await recordingOf(runDir, task), redactor);
      await file.writeFile(lines).catch((error: unknown) => recordLost(path, error));
      isWritten = true;
    },
    async close() {
      await file.close();
      if (!isWritten) await rm(path, { force: true }); // the run was none that could be recorded
    },
  };
}

function refuse(record: string, error: unknown): never {
  const code = codeOf(error);
  if (code === "EEXIST") {
    throw new ConfigError(
      `${record} is there already, and a recording overwrites nothing.`,
      `--record <another file>, or: rm ${record}`,
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  throw new ConfigError(`${record} cannot be written: ${reason}.`, "--record <a file in a folder that exists>");
}

async function recordingOf(runDir: string, { cwd, provider, model }: Task): Promise<string> {
  const events: RecordedEvent[] = [];
  for await (const event of readEvents(join(runDir, RUN_FILES.journal))) events.push(event);
  return makeRecording({
    events,
    cwd,
    provider,
    model: model ?? null,
    createdWith: `prompts-gpt ${VERSION}`,
    readFile: present,
  });
}

/** Line by line, as what it is made of: an edited file is in it with all that stands in that. */
function redacted(lines: string, redactor: Redactor): string {
  const redactLine = (line: string) => (line === "" ? "" : JSON.stringify(redactor.deep(JSON.parse(line))));
  return lines.split("\n").map(redactLine).join("\n");
}

function present(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined; // the agent deleted it again, and so will the replay
  }
}
