import type { LoadedConfig } from "../config/config.ts";
import { defined } from "../defined.ts";
import type { Env } from "../process/spawn.ts";
import type { HeadStatus } from "../workspace/git.ts";
import { wasChangedDuringRun } from "../workspace/local-config.ts";
import type { PromptSource } from "./prompt-source.ts";

export interface Warning {
  readonly message: string;
  readonly fix?: string;
}

interface Known {
  readonly loaded: LoadedConfig;
  readonly source: PromptSource;
  readonly env: Env;
  /** Undefined outside a git repository. */
  readonly git: HeadStatus | undefined;
}

const CHANGED = {
  message:
    ".prompts-gpt/config.local.json was changed or deleted while an agent was at work: it counts as the repository's, and widens nothing.",
  fix: "Look at it, then: prompts-gpt trust",
};

/** What there is to say of a run before it starts. */
export function warningsOf({ loaded, source, git, env }: Known): Warning[] {
  const changed = wasChangedDuringRun(loaded.root, env) ? [CHANGED] : [];
  const findings = [...loaded.findings, ...source.findings].map(({ message, file, line, fix }) => {
    const where = file === undefined ? "" : `${file}${line === undefined ? "" : `:${line}`}: `;
    return { message: `${where}${message}`, ...defined({ fix }) };
  });
  const noGit = { message: "This is not a git repository: what the run changes cannot be compared.", fix: "git init" };
  return [...changed, ...findings, ...(git === undefined ? [noGit] : [])];
}
