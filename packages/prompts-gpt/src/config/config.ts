import type { Access, CustomProvider } from "../providers/provider.ts";

/** `providers.<name>`: how a built-in provider is started on this machine. */
export interface ProviderOverride {
  readonly command?: string;
  readonly args?: readonly string[];
  readonly model?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The configuration after every layer was applied. Times in seconds; 0 = no limit. */
export interface Config {
  readonly defaultAgent: string;
  readonly providerOrder: readonly string[];
  readonly providers: Readonly<Record<string, ProviderOverride>>;
  readonly customProviders: Readonly<Record<string, CustomProvider>>;
  readonly model?: string;
  readonly access?: Access;
  readonly sandbox?: string;
  readonly permissionMode?: string;
  /** Which variables of the environment reach the agent: names, with `*` at the end for all that begin so. */
  readonly env: { readonly pass?: readonly string[]; readonly block?: readonly string[] };
  /** Regular expressions of what else is secret. */
  readonly redact: readonly string[];
  readonly disallowDestructiveGit: boolean;
  /** Destructive uses of git that are let through: `git.allow`. */
  readonly git: { readonly allow: readonly string[] };
  /** Lines for a shell that must exit 0 for a result to be accepted. */
  readonly verify: readonly string[];
  /** How the results of a sweep are judged. */
  readonly eval: EvalConfig;
  /** Of a whole undertaking: a sweep, a batch. A committed value can only lower what is set elsewhere. */
  readonly budget: { readonly maxCostUsd?: number; readonly maxTokens?: number; readonly maxMinutes?: number };
  /** What is done about an agent's limits. */
  readonly rateLimit: { readonly wait: boolean; readonly maxWaitMinutes: number; readonly failover: boolean };
  /** What a lane gets beside the files of the working tree, and what makes it ready. */
  readonly worktree: { readonly setup?: readonly string[]; readonly copy?: readonly string[] };
  /** Names of agent files to write; absent: those the repository uses. */
  readonly agentFiles?: readonly string[];
  /** What `run-batch` takes when nothing is named; from the project root. */
  readonly batchPromptFiles?: readonly string[];
  readonly batchManifest?: string;
  readonly artifactsDir: string;
  readonly maxRunDirs: number;
  readonly timeoutSeconds: number;
  readonly idleTimeoutSeconds: number;
}

/** `eval`: each absent one has a default that depends on the run. */
interface EvalConfig {
  readonly criteria?: readonly string[];
  /** 0 to 1. */
  readonly passThreshold?: number;
  readonly provider?: string;
  readonly model?: string;
}

/** Where a value came from, in the order of precedence. */
export type Layer = "default" | "user" | "project" | "local" | "environment";

export interface Origin {
  readonly layer: Layer;
  /** The file, the variable's name, or "built in". */
  readonly where: string;
}

/** Something in the repository's configuration that would execute, and that nobody has accepted yet. */
export interface UntrustedItem {
  /** `providers.codex.command`, `customProviders.mine` */
  readonly key: string;
  readonly value: unknown;
  readonly file: string;
}

export interface LoadedConfig {
  /** The project root: nearest `.prompts-gpt` or git root above `cwd`, else `cwd`. Absolute. */
  readonly root: string;
  readonly config: Config;
  /** By dotted key, for nested keys too: `providers.codex.model`. */
  readonly origins: Readonly<Record<string, Origin>>;
  /** What was left out because it comes with the repository: ignored until `prompts-gpt trust`. */
  readonly untrusted: readonly UntrustedItem[];
  /** Warnings: a committed value that would have widened and was not applied. */
  readonly findings: readonly import("../finding.ts").Finding[];
}
