import { readFileSync } from "node:fs";

/** The variable that leads the shim's check to the rules of its run. */
export const GUARD_VARIABLE = "PROMPTS_GPT_GUARD";

/** What the check has to know of the run that it belongs to; a file, because the check is another process. */
export interface RulesOfRun {
  readonly schemaVersion: 1;
  /** Milliseconds since 1970: repositories that are younger are the agent's own. */
  readonly startedAt: number;
  /** `.git` folders of the workspace, with links resolved: protected whatever their age. */
  readonly gitDirs: readonly string[];
  /** Where the guard is tried, with links resolved. */
  readonly canary?: string;
  /** What `git.allow` lets through. */
  readonly allow: readonly string[];
  /** Where refusals are written down. */
  readonly log: string;
}

/** Without rules everything is protected: somebody has taken them away. */
export function rulesFrom(file: string | undefined): RulesOfRun | undefined {
  try {
    return file === undefined ? undefined : (JSON.parse(readFileSync(file, "utf8")) as RulesOfRun); // our own
  } catch {
    return undefined;
  }
}
