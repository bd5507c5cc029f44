import { readFileSync } from "node:fs";
import { sep } from "node:path";
import type { RunMeta } from "./record.ts";
import { RUN_FILES } from "./run-dir.ts";

/** What a list shows of a finished run. */
type MetaHead = Pick<RunMeta, "runId" | "mode" | "provider" | "model" | "promptFile" | "startedAt" | "durationMs"> & {
  readonly status: NonNullable<RunMeta["status"]>;
};

/** The key that comes after all of {@link MetaHead}, at the beginning of its line: no text holds a line break. */
const AFTER_HEAD = ',\n  "exitCode"';

/**
 * The beginning of a finished run's meta.json; undefined where there is none, or it is not as we write it: then its journal
 * has to tell. Synchronous: for thousands of small files the turns of the event loop would take longer than the reading.
 */
export function readMetaHead(runDir: string): MetaHead | undefined {
  const text = textOf(runDir);
  const end = text?.indexOf(AFTER_HEAD) ?? -1;
  return text === undefined ? undefined : checked<MetaHead>(end === -1 ? text : `${text.slice(0, end)}}`);
}

/** All of it, under the same conditions. */
export function readMeta(runDir: string): RunMeta | undefined {
  const text = textOf(runDir);
  return text === undefined ? undefined : checked<RunMeta>(text);
}

function textOf(runDir: string): string | undefined {
  try {
    return readFileSync(`${runDir}${sep}${RUN_FILES.meta}`, "utf8"); // of thousands `join` takes a third of the time
  } catch {
    return undefined; // none, or it cannot be read: the journal says why
  }
}

/** Our own file, but an agent may have written another: what a list is made of is looked at. */
function checked<T extends MetaHead | RunMeta>(text: string): T | undefined {
  try {
    const meta = JSON.parse(text) as T;
    return isWhole(meta) ? meta : undefined;
  } catch {
    return undefined;
  }
}

const STATUSES: readonly unknown[] = ["succeeded", "failed", "cancelled"];

function isWhole(meta: Partial<Record<keyof MetaHead, unknown>> | null): boolean {
  const texts = [meta?.runId, meta?.mode, meta?.provider, meta?.startedAt];
  const maybe = [meta?.model, meta?.promptFile];
  return (
    STATUSES.includes(meta?.status) &&
    texts.every((value) => typeof value === "string") &&
    maybe.every((value) => value === null || typeof value === "string") &&
    typeof meta?.durationMs === "number"
  );
}
