import type { Command } from "../process/command.ts";

/** What an agent may do: look only; change files of the workspace; anything this user may do. */
export type Access = "read" | "write" | "full";

/** Token counts of one run, summed over its turns. `inputTokens` holds every input token, cached ones included. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly totalTokens: number;
  /** US dollars, only where the CLI itself says so. */
  readonly costUsd?: number;
}

/** What one agent invocation is asked to do: everything a provider needs to build its command line. */
export interface Invocation {
  readonly prompt: string;
  readonly access: Access;
  readonly model?: string;
  readonly settings: ProviderSettings;
  /** Where the prompt stands as a file, for CLIs that take one. Absolute. */
  readonly promptPath: string;
  /** The workspace. Absolute. */
  readonly cwd: string;
  /** A line for a shell: what the CLI is to ask before it runs a shell command. Absent when the guard is not there. */
  readonly hook?: string;
  /** Whose place the provider's own rules would take ({@link Provider.place}): a variable or a file that somebody has put there. */
  readonly taken?: string;
  /** Go on in the agent's own session instead of starting afresh. */
  readonly resume?: { readonly sessionId: string; readonly usage: TokenUsage };
}

/** How this provider is started on this machine: from config and flags, already checked and trusted. */
export interface ProviderSettings {
  /** Program to start instead of the provider's own. */
  readonly command?: string;
  /** Arguments that go before the provider's own. */
  readonly args?: readonly string[];
  /** Given after `--` on the command line: passed on as they are. */
  readonly extraArgs?: readonly string[];
  /** The provider's own word for the access, when the user used it (Codex `-s`, Claude `--permission-mode`). */
  readonly mode?: string;
  /** Set for a provider that is defined in config. */
  readonly custom?: CustomProvider;
}

/** `customProviders.<name>` of the configuration: any other CLI. */
export interface CustomProvider {
  readonly command: string;
  /** `{prompt}`, `{promptFile}`, `{model}`, `{cwd}` inside an argument are filled in. */
  readonly args: readonly string[];
  readonly prompt: "stdin" | "argument" | "file";
  /** `text`: what it prints is the answer. `jsonl`: one JSON object a line, in the words of {@link AgentEvent}. */
  readonly output: "text" | "jsonl";
  /** Extra arguments for each access it can express. A level that is missing cannot be asked for. */
  readonly access?: Partial<Readonly<Record<Access, readonly string[]>>>;
  /** Arguments that choose a model, with `{model}` in them. */
  readonly modelArgs?: readonly string[];
  /** Variables that it needs although they hold another provider's key, or `env.pass` leaves them out: names. */
  readonly keys?: readonly string[];
  /** How to get it, shown when it is not installed. */
  readonly install?: string;
}

/** What an agent did with one of its tools. */
export type ToolUse =
  | { readonly kind: "shell"; readonly command: string }
  | {
      readonly kind: "edit";
      readonly changes: readonly { readonly path: string; readonly change: "add" | "modify" | "delete" }[];
    }
  | { readonly kind: "other"; readonly name: string; readonly detail: string };

/** What an agent said, in words that every provider shares. */
export type AgentEvent =
  | { readonly type: "agent.session"; readonly sessionId: string; readonly model?: string }
  /** `delta`: a piece that goes on where the last one ended. */
  | { readonly type: "agent.text"; readonly text: string; readonly delta?: true }
  | { readonly type: "agent.reasoning"; readonly text: string }
  | { readonly type: "agent.tool.started"; readonly id: string; readonly tool: ToolUse }
  | {
      readonly type: "agent.tool.finished";
      readonly id: string;
      readonly status: "ok" | "failed" | "denied";
      readonly tool?: ToolUse;
      readonly exitCode?: number;
      readonly output?: string;
    }
  /**
   * Totals so far; the last one stands. `cumulative`: over the whole session of the agent, earlier runs included.
   * `delta`: what came on top of the last one instead.
   */
  | { readonly type: "agent.usage"; readonly usage: TokenUsage; readonly cumulative: boolean; readonly delta?: true }
  /** The CLI tries again by itself: not a failure. */
  | { readonly type: "agent.retry"; readonly message: string }
  | { readonly type: "agent.notice"; readonly message: string }
  /** The CLI's own closing word. The last one stands, except after `aborted`: it was told to stop, whatever it calls its end. */
  | { readonly type: "agent.final"; readonly ok: true; readonly text?: string; readonly denied?: number }
  | {
      readonly type: "agent.final";
      readonly ok: false;
      readonly message: string;
      readonly denied?: number;
      readonly aborted?: true;
    };

/** What a CLI's own means add to the guard, for one run. */
export interface NativeRules {
  /** Part of the command that the provider builds. */
  readonly args: readonly string[];
  /** Variables that they need, part of the command too. */
  readonly env?: Readonly<Record<string, string>>;
  /** Why they are not all there, when they are not: a sentence for the user. */
  readonly gap?: string;
}

/** An agent CLI: how to call it and how to read it. Both are pure. */
export interface Provider {
  readonly id: string;
  /** As its makers write it. */
  readonly title: string;
  /** Program looked for on PATH. */
  readonly executable: string;
  /** What to type to get it. */
  readonly install: string;
  /** What to type, or which variables to set, to be logged in. */
  readonly login: string;
  /** Whether the CLI ends every run with a closing event of its own. With `required`, a run without one is no success. */
  readonly final: "required" | "none";
  /** `jsonl`: `read` is given each line. `text`: what it prints is the answer, `read` is never called. */
  readonly output: "jsonl" | "text";
  /** The provider's own modes for {@link ProviderSettings.mode}, and the access each one means. */
  readonly modes: Readonly<Record<string, Access>>;
  /** The accesses it can express. */
  readonly accesses: readonly Access[];
  command(invocation: Invocation): Command;
  read(line: string): AgentEvent[];
  /** A file in which the CLI leaves what it used, when its output does not tell. Its command names it; `read` is given what it holds. */
  readonly usageFile?: { path(invocation: Invocation): string; read(text: string): AgentEvent[] };
  /** Its commands are told to run no hooks of git: those refuse nothing but what is called without the agent's environment. */
  readonly dropsHooks?: true;
  /** Its own rules for one run, where it has such: a file of their own beside the provider's. Pure. */
  readonly rules?: (invocation: Invocation) => NativeRules;
  /**
   * Where its rules stand, when there is one place only: somebody else's there are never replaced. Variables that lead to
   * it, and the file that is read without them, by `process.platform`.
   */
  readonly place?: { readonly variables: readonly string[]; readonly files: Readonly<Record<string, string>> };
}
