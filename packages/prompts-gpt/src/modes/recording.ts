import { readFileSync } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { RecordedEvent } from "../agent/events.ts";
import type { Task } from "../agent/task.ts";
import { ConfigError } from "../errors.ts";
import { makeRecording } from "../replay/record.ts";
import { readEvents } from "../runs/journal.ts";
import { RUN_FILES } from "../runs/run-dir.ts";
import { VERSION } from "../version.ts";

/** The file to record to. Refused when it is there: a recording is made by hand-picking a run, and not to be lost. */
export async function checkRecordFile(record: string, cwd: string): Promise<string> {
  const path = resolve(cwd, record);
  if ((await stat(path).catch(() => undefined)) === undefined) return path;
  throw new ConfigError(
    `${record} is there already, and a recording overwrites nothing.`,
    `--record <another file>, or: rm ${record}`,
  );
}

/** Makes a recording of a finished run from its journal and the files as they stand now. */
export async function writeRecording(path: string, runDir: string, task: Task): Promise<void> {
  const events: RecordedEvent[] = [];
  for await (const event of readEvents(join(runDir, RUN_FILES.journal))) events.push(event);
  const { cwd, provider, model = null } = task;
  const recording = makeRecording({
    events,
    cwd,
    provider,
    model,
    createdWith: `prompts-gpt ${VERSION}`,
    readFile: present,
  });
  await writeFile(path, recording, { flag: "wx" });
}

function present(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined; // the agent deleted it again, and so will the replay
  }
}
