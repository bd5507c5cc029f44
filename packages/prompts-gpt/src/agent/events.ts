import type { Owner } from "../process/owner.ts";
import type { Command } from "../process/command.ts";
import type { Mode } from "../run-mode.ts";
import type { AgentEvent, PaidBy, TokenUsage } from "../providers/provider.ts";
import type { Redactions } from "../process/redact/redactor.ts";
import type { LeftProcess, Supervision } from "../process/left-behind.ts";

/** Where in output.log what an event tells stands in full; bytes. Given when a text of the event was cut, or is a piece of the log. */
export interface LogSpan {
  readonly offset: number;
  readonly length: number;
}

export type { Owner };

export type PartStop = "failed" | "cancelled" | "passed" | "stable" | "over-budget" | "conflict" | "skipped";

export type RunStatus = "succeeded" | "failed" | "cancelled";

/**
 * Everything that happens in a run, in order. One line of events.jsonl is one of these plus
 * `schemaVersion`, `seq` and `time` (see {@link RecordedEvent}).
 */
export type RunEvent =
  | {
      readonly type: "run.started";
      readonly runId: string;
      readonly mode: Mode;
      readonly version: string;
      readonly owner: Owner;
      readonly plan: RunFacts;
    }
  /** Another process goes on with it: what its steps gave stands. */
  | { readonly type: "run.resumed"; readonly version: string; readonly owner: Owner }
  | { readonly type: "run.warning"; readonly message: string; readonly fix?: string }
  /** A member that was killed with the process that ran it: what is known of what it used. */
  | {
      readonly type: "member.lost";
      readonly name: string;
      readonly runId: string;
      readonly provider: string;
      readonly model: string | null;
      readonly tokenUsage: TokenUsage;
      /** Of what it had left in the working tree, which was brought back to how it was before. */
      readonly snapshot?: string;
    }
  /** One of the prompts of several runs as one is done with; `stopped` says why before its time. */
  | { readonly type: "part.finished"; readonly part: string; readonly ok: boolean; readonly stopped?: PartStop }
  /** One of the results that compete has ended well or not: whether it may be accepted. `checks`: its verify commands; null where none ran. */
  | {
      readonly type: "candidate.verified";
      readonly name: string;
      readonly runId: string;
      readonly accepted: boolean;
      readonly checks: { readonly passed: number; readonly of: number } | null;
    }
  /** The steps to a goal, as they were accepted. */
  | {
      readonly type: "auto.plan";
      readonly steps: readonly { readonly name: string; readonly access: string; readonly needs: readonly string[] }[];
    }
  | { readonly type: "step.started"; readonly key: string; readonly input: unknown }
  | { readonly type: "step.finished"; readonly key: string; readonly output: unknown }
  | {
      readonly type: "agent.started";
      readonly task: string;
      readonly command: Command;
      readonly supervision: Supervision;
    }
  | (AgentEvent & { readonly task: string; readonly span?: LogSpan })
  | ({ readonly type: "guard.refused"; readonly task: string } & GuardRefusal)
  | { readonly type: "agent.ended"; readonly task: string; readonly leftProcesses: readonly LeftProcess[] }
  | { readonly type: "workspace.changed"; readonly task: string; readonly changes: Changes }
  | {
      readonly type: "run.finished";
      readonly status: RunStatus;
      readonly exitCode: number;
      readonly message?: string;
      /** How many secrets were replaced in all that the run left; absent when it ended in an error of ours. */
      readonly redactions?: Redactions;
    };

/**
 * A use of git that was refused, by the rule that it broke and its subcommand, or another command by its program: its
 * arguments may hold a secret.
 */
export interface GuardRefusal {
  readonly rule: string;
  readonly command: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** How one file differs after the run. Line counts are null for binary files. */
export interface FileChange {
  readonly path: string;
  readonly added: number | null;
  readonly removed: number | null;
}

/** What a run changed in the working tree, commits included. */
export interface Changes {
  readonly files: readonly FileChange[];
  /** Files beyond the first 1,000: counted, not listed. */
  readonly omitted: number;
}

/** What `meta.json` and the header tell about a run before it starts. */
export interface RunFacts {
  readonly cwd: string;
  readonly runDir: string;
  readonly provider: string;
  readonly providerReason: string;
  /** Of the agent's CLI; absent where its files do not tell and it has not been asked. */
  readonly providerVersion?: string;
  readonly model?: string;
  /** As far as the login of its CLI tells. */
  readonly paidBy?: PaidBy;
  readonly access: string;
  /** Seconds; 0 = no limit. */
  readonly limits: { readonly timeoutSeconds: number; readonly idleTimeoutSeconds: number };
  /** The run whose agent's session goes on in this one. */
  readonly continues?: string;
  /** Passed on to the agent CLI as they were typed. */
  readonly extraArgs?: readonly string[];
  /** Relative to the project root; absent for an inline prompt. */
  readonly promptFile?: string;
  readonly promptTitle?: string;
  readonly gitBranch?: string;
  /** Short and full hash of HEAD. */
  readonly gitHead?: string;
  readonly gitHeadFull?: string;
  /** Of the workspace before the run; "off" when it was refused, absent when the agent may only read. */
  readonly snapshot?: SnapshotFacts | "off";
  /** Of several runs as one: what was planned, and goes on after a crash. */
  readonly group?: unknown;
  /** What of git is guarded, by the way an agent comes to it; "off" when that was refused. Absent without git. */
  readonly guard?: Readonly<Record<string, string>> | "off";
}

/** What `prompts-gpt restore` can bring back, and what it cannot. */
export interface SnapshotFacts {
  readonly id: string;
  /** The folder that it is of. */
  readonly root: string;
  /** Files that git ignores and that are in it. */
  readonly ignoredFiles: number;
  readonly ignoredBytes: number;
  /** The first of those that are not in it, and how many they are. */
  readonly omitted: readonly { readonly path: string; readonly why: string }[];
  readonly omittedCount: number;
}

/** One line of events.jsonl. */
export type RecordedEvent = RunEvent & {
  readonly schemaVersion: 1;
  /** Counts from 1 within the run. */
  readonly seq: number;
  /** ISO 8601 UTC. */
  readonly time: string;
  /** Of a run that is part of another, when its events are told with that one's: its id. Not in its own journal. */
  readonly member?: string;
};
