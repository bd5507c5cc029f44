import { ConfigError } from "../errors.ts";
import { type Mode, MODES } from "../run-mode.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** `agent-20261122T151036Z-1a2b3c`, `sweep-…`: sorts by time, and does not collide. */
export function newRunId(mode: Mode, now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  serial = (serial + 1) % 2 ** 24;
  return `${MODES[mode]}-${time}-${serial.toString(16).padStart(6, "0")}`;
}

/** Counted on from a random start: unlike plain chance, two runs of one process can never meet. */
let serial = Math.floor(Math.random() * 2 ** 24);

/** Of a run that somebody starts: only members have an id with a group's before it. */
export function checkOwnRunId(runId: string): string {
  if (!isMember(runId)) return checkRunId(runId);
  throw refused(runId);
}

/**
 * A run id becomes a folder: nothing that could leave the artifacts folder passes. A run that is part of another has that
 * one's id before its own: `sweep-…/iteration-2`.
 */
export function checkRunId(runId: string): string {
  const names = runId.split("/");
  const isName = (name: string) => NAME.test(name) && !name.includes("..") && name !== "latest";
  if (names.length <= 2 && names.every(isName)) return runId;
  throw refused(runId);
}

function refused(runId: string): ConfigError {
  return new ConfigError(
    `The run id ${JSON.stringify(runId)} cannot name a folder: use letters, digits, "-", "_" and ".", at most 128, without "..", and not "latest"`,
    "prompts-gpt run --run-id nightly-1 …",
  );
}

/** Whether the run is part of another one. */
export function isMember(runId: string): boolean {
  return runId.includes("/");
}

/** The run's own name within the one that it is part of. */
export function memberId(group: string, name: string): string {
  return `${group}/${name}`;
}
