import type { WithheldVariable } from "../agent/agent-env.ts";
import type { RecordedEvent, RunFacts, RunStatus } from "../agent/events.ts";
import type { Failure } from "../agent/failure.ts";
import type { LeftProcess } from "../process/left-behind.ts";
import type { Budget } from "../runs/budget.ts";
import type { Verified } from "../runs/verify.ts";
import type { Redactions } from "../process/redact/redactor.ts";
import type { Access, TokenUsage } from "../providers/provider.ts";
import type { BudgetInput } from "./limits-input.ts";

/** What `runPrompt` takes. The flags of `prompts-gpt run` fill exactly this object. */
export interface RunPromptInput extends BudgetInput {
  /** Path of the prompt file, relative to `cwd`. Give this or `prompt`. */
  readonly promptFile?: string;
  /** Prompt text, used verbatim: no frontmatter, no variables. Bytes are checked to be UTF-8 without NUL. */
  readonly prompt?: string | Uint8Array;
  /** Provider id, a custom provider's name, or `router`. Default: frontmatter, then config `defaultAgent`. */
  readonly provider?: string;
  /** Default: frontmatter, then config, then the provider's own default. For `replay`: a recording. */
  readonly model?: string;
  /** Default `write`. */
  readonly access?: Access;
  /** Codex's word for the access: `workspace-read`, `workspace-write`, `full-auto`, or its own names. */
  readonly sandbox?: string;
  /** Claude's word for the access: `default`, `acceptEdits`, `bypassPermissions`, `plan`. */
  readonly permissionMode?: string;
  /** Cursor alone: its cloud agent does the work, on Cursor's servers. Needs access `full`. Default false. */
  readonly background?: boolean;
  /** Cursor alone: whether MCP servers are approved unasked, with access `full`. Default true. */
  readonly approveMcps?: boolean;
  /** Seconds for the whole run; 0 = no limit. Default 1800. */
  readonly timeoutSeconds?: number;
  /** Seconds without any output; 0 = off (default). */
  readonly idleTimeoutSeconds?: number;
  /** Default: the current directory. */
  readonly cwd?: string;
  /** Default `.scripts/runs` under the project root. */
  readonly artifactsDir?: string;
  /** Name of the run directory. Default: `agent-<UTC time>-<6 hex>`. */
  readonly runId?: string;
  /** Values for the prompt file's variables. */
  readonly vars?: Readonly<Record<string, string | number | boolean>>;
  /** Passed on to the agent CLI as they are. */
  readonly extraArgs?: readonly string[];
  /** Leave running what the agent started. Default: it is ended, and listed. */
  readonly keepProcesses?: boolean;
  /** Take no snapshot before a run that may write: nothing can be brought back then. Default: one is taken. */
  readonly noSnapshot?: boolean;
  /** Which files that git ignores are in the snapshot: `small` (default) up to 1 MB each, without dependency folders; `all`; `none`. */
  readonly snapshotIgnored?: "small" | "all" | "none";
  /** Let the agent use git as it likes. Default: what would destroy work is refused while it runs. */
  readonly allowDestructiveGit?: boolean;
  /** Start no agent unless the guard of git was tried and holds; so it is in CI without asking. */
  readonly requireGuard?: boolean;
  /** Write a recording of this run to that path, for the `replay` provider. */
  readonly record?: string;
  /** Command lines that must exit with 0 for the result to be accepted, each run in a shell after the agent has ended. */
  readonly verify?: readonly string[];
  /** Accept, for this run alone, what the repository's configuration executes. */
  readonly trust?: boolean;
  /**
   * Continue the agent's session of an earlier run: its id, a beginning of it that no other has, or `latest`. Provider and
   * model are that run's unless given; the access is as always, and not above that run's unless given. Only this run's
   * usage is counted. A ConfigError when that run has no session, or worked in another folder or with another provider; a
   * LockError while it is going on.
   */
  readonly continueRun?: string;
  /** Continue the agent's own session; `usage` is what that session had used before, so that only this run is counted. */
  readonly resume?: { readonly sessionId: string; readonly usage: TokenUsage };
  /** Environment the run starts from. Default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Stops the run gracefully. `signal.reason`, when it is a string, is recorded as why. */
  readonly signal?: AbortSignal;
  /** Stops the run at once. */
  readonly killSignal?: AbortSignal;
  /** Every event of the run, in order, after the journal has it. Awaited: a slow listener slows the agent down. */
  readonly onEvent?: (event: RecordedEvent) => void | Promise<void>;
}

/** What `runPrompt` resolves to. It rejects only for wrong use (a {@link UserError}); a failed agent is a result. */
export interface RunPromptResult {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly status: RunStatus;
  readonly runId: string;
  readonly runDir: string;
  readonly provider: string;
  readonly model: string | null;
  /** Of `prompts-gpt run`: 0, 1, 129, 130 or 143. */
  readonly exitCode: number;
  readonly durationMs: number;
  readonly output: string;
  readonly outputFile: string;
  readonly summaryFile: string;
  readonly patchFile: string | null;
  readonly tokenUsage: TokenUsage;
  readonly sessionId: string | null;
  /** Null when it could not be compared: outside a git repository, or git refused. */
  readonly changedFiles: readonly string[] | null;
  /** How much that is: lines of files that are text. Null as above. */
  readonly diff: { readonly files: number; readonly added: number; readonly removed: number } | null;
  readonly denied: number;
  readonly leftProcesses: readonly LeftProcess[];
  readonly warnings: readonly string[];
  /** What `prompts-gpt restore` brings back; null when none was taken. */
  readonly snapshot: string | null;
  /** What the commands of `verify` said; null when there were none, or the agent had failed before. */
  readonly verified: Verified | null;
  /** Uses of git that were refused. */
  readonly refused: number;
  /** How many secrets were replaced by `[redacted:NAME]` in what the run wrote, and of which name. */
  readonly redactions: Redactions;
  readonly error?: string;
  readonly failure?: Failure;
}

/** What `--dry-run` prints: everything that is known before the agent starts. */
export interface RunPlan {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly runDir: string;
  readonly facts: RunFacts;
  readonly command: { readonly file: string; readonly args: readonly string[] };
  /** Names of the variables that the agent gets, and of those of your environment that it does not. */
  readonly environment: { readonly passed: readonly string[]; readonly withheld: readonly WithheldVariable[] };
  /** Whether one is taken before the agent starts. */
  readonly snapshot: "taken" | "off" | "not needed";
  readonly prompt: string;
  readonly limits: { readonly timeoutSeconds: number; readonly idleTimeoutSeconds: number };
  /** Command lines that decide whether the result is accepted. */
  readonly verify: readonly string[];
  /** What it may use; empty: as much as it likes. */
  readonly budget: Budget;
  /** Where each setting came from: `{ access: "default", model: "--model" }`. */
  readonly origins: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}
