import type { Advice } from "../finding.ts";
import type { Env } from "../process/spawn.ts";

/** One thing that `doctor` looks at. A new one is a file in `checks/` and a line in `examine.ts`. */
export interface Check {
  readonly id: string;
  look(place: CheckPlace): Promise<Looked>;
}

export interface CheckPlace {
  readonly cwd: string;
  /** Of the project. */
  readonly root: string;
  readonly env: Env;
}

export interface Looked {
  /** How it is, in a few words, whether good or bad. */
  readonly summary: string;
  /** The same for programs. */
  readonly facts: Readonly<Record<string, string | number | null>>;
  readonly findings: readonly Advice[];
}
