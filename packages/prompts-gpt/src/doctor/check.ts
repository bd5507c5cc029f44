import type { LoadedConfig } from "../config/config.ts";
import type { Advice } from "../finding.ts";
import type { Env } from "../process/spawn.ts";

/** One thing that `doctor` looks at: a file in `checks/` or `remote/`, and a line in the list beside that folder. */
export interface Check {
  readonly id: string;
  /** What it is about, as a few words. */
  readonly title: string;
  look(place: CheckPlace): Promise<Looked>;
  /** Mends what nobody needs to be asked about; says what it changed. Called only where `look` found something. */
  fix?(place: CheckPlace): Promise<readonly string[]>;
}

export interface CheckPlace {
  readonly cwd: string;
  /** Of the project. */
  readonly root: string;
  /** For what a check itself starts: no folder of the project is on its PATH. */
  readonly env: Env;
  /** As it was given. */
  readonly userEnv: Env;
  /** Nobody is there to be asked. */
  readonly isCI: boolean;
  /** Undefined when the configuration does not hold: the check `config` then says why. */
  readonly project: { readonly loaded: LoadedConfig; readonly artifactsDir: string } | undefined;
  /** Runs whose process has died before it said how they ended, newest first. */
  interruptedRuns(): Promise<readonly InterruptedRun[]>;
}

export interface InterruptedRun {
  readonly runId: string;
  readonly runDir: string;
  /** Several runs as one: it can be resumed. */
  readonly isGroup: boolean;
  /** How many processes of it are still there. */
  readonly processes: number;
}

export interface Looked {
  /** How it is, in a few words, whether good or bad. */
  readonly summary: string;
  /** The same for programs. */
  readonly facts: Readonly<Record<string, string | number | null>>;
  readonly findings: readonly Advice[];
}

/** What a check says that needs the configuration, when that does not hold. */
export const NO_CONFIG: Looked = {
  summary: "not looked at: the configuration does not hold",
  facts: {},
  findings: [],
};
