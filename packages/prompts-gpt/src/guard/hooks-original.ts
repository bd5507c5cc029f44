import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a repository's configuration was before our hooks, to be put back byte for byte. */
export interface Original {
  readonly hooksPath: string | null;
  /** base64 */
  readonly before: string;
  readonly after: string;
}

/** Undefined when it was lost, or not yet written. */
export function originalIn(folder: string): Original | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "original.json"), "utf8")) as Original; // ours
  } catch {
    return undefined;
  }
}

/** Whether `core.hooksPath` was set by a run, with whatever state folder. */
export function isOurs(folder: string): boolean {
  return /\/prompts-gpt\/guard\/hooks\/[0-9a-f]{24}$/.test(folder);
}
