/*
 * A note in `active/` of a store says that a run is going on. Members have an id with a `/` in it, and a note is one file;
 * no run id has a `%`.
 */

export function noteName(runId: string): string {
  return runId.replace("/", "%");
}

export function runOfNote(name: string): string {
  return name.replace("%", "/");
}
