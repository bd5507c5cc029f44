import type { FailureKind } from "../failure-kind.ts";
import type { Command } from "../process/command.ts";
import type { Output } from "./outputs.ts";

/** What an agent may do: look only; change files of the workspace; anything this user may do. */
export type Access = "read" | "write" | "full";

/** Token counts of one run, summed over its turns. `inputTokens` holds every input token, cached ones included. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly totalTokens: number;
  /** Of the input, what was written to the service's cache, where the CLI tells: it has a price of its own. */
  readonly cacheWriteTokens?: number;
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
  /** What the answer has to hold to. A provider whose CLI cannot enforce it ({@link Provider.enforcesSchema}) leaves it out. */
  readonly answerSchema?: AnswerSchema;
  /** Go on in the agent's own session instead of starting afresh. */
  readonly resume?: { readonly sessionId: string; readonly usage: TokenUsage };
}

interface AnswerSchema {
  /** A JSON Schema of an object: every key required and no others, or some services refuse it. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Where it stands as a file, for CLIs that take one. Absolute. */
  readonly path: string;
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
  /** Work on the provider's servers. */
  readonly background?: boolean;
  /** False: MCP servers are not approved unasked. */
  readonly approveMcps?: boolean;
  /** Set for a provider that is defined in config. */
  readonly custom?: CustomProvider;
}

/** `customProviders.<name>` of the configuration: any other CLI. */
export interface CustomProvider {
  readonly command: string;
  /** `{prompt}`, `{promptFile}`, `{model}`, `{cwd}` inside an argument are filled in. */
  readonly args: readonly string[];
  readonly prompt: "stdin" | "argument" | "file";
  /**
   * `text`: what it prints is the answer. `jsonl`: one JSON object a line, in the words of {@link AgentEvent}. `acp`: it
   * speaks the Agent Client Protocol, in both directions; `prompt` is then `stdin`. The others: one JSON object a line, in
   * the words of that agent's CLI.
   */
  readonly output: Output;
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

/** One model that a provider can be asked for with `--model`. */
export interface Model {
  readonly id: string;
  /** As its makers write it. */
  readonly title?: string;
}

/** Where a provider's models are known from: names of its documentation, or what to ask its CLI, which answers offline. */
type ModelSource =
  | { readonly known: readonly string[] }
  | {
      readonly args: readonly string[];
      /** Fixed words of ours: that it asks nobody. */
      readonly switches?: Readonly<Record<string, string>>;
      /** Files on which the list depends beside the program: its login. */
      readonly changesWith?: (env: Env) => readonly string[];
      /** Undefined for what is no list of models. */
      readonly read: (stdout: string) => readonly Model[] | undefined;
    };

export type Switch = "background" | "approveMcps";

/** Names and values of environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Whether a CLI is logged in, as far as can be told without starting it or asking anybody. */
export interface Login {
  readonly authenticated: "yes" | "no" | "unknown";
  /** The reason, as it may follow "because". Never holds a secret. */
  readonly why: string;
  /** Absent where that cannot be told. */
  readonly paidBy?: PaidBy;
}

/**
 * How the work of a provider is paid for. `key`: for its tokens, at its makers' prices. `subscription`: a plan, whatever
 * was used. `elsewhere`: by a key for a service whose prices we do not know. `nothing`: it costs nothing.
 */
export type PaidBy = "key" | "subscription" | "elsewhere" | "nothing";

/** What a launcher looks at beside files. */
export interface Machine {
  readonly env: Env;
  /** The program of this name on PATH. */
  which(name: string): string | undefined;
}

/** What to start: a program, and what stands before all other arguments where it is one that runs a script. */
export interface StartForm {
  readonly file: string;
  readonly args?: readonly string[];
}

/** An agent CLI: how to call it and how to read it, both pure; and everything else that is to be known about it. */
export interface Provider {
  readonly id: string;
  /** As its makers write it. */
  readonly title: string;
  /** Built from its documentation: we have not run it. */
  readonly untried?: true;
  /** Program looked for on PATH. */
  readonly executable: string;
  /** A second name for it, taken only where the file behind it lies in a folder called like `executable`. */
  readonly otherName?: string;
  /** What to type to get it. */
  readonly install: string;
  /** What to type, or which variables to set, to be logged in. */
  readonly login: string;
  /** Variables by which it is logged in where nobody can log in by hand: one of them is enough. None where none is known. */
  readonly loginVariables: readonly string[];
  /** Variables that hold its key: no other provider gets them. Names in full. */
  readonly keys: readonly string[];
  /** Variables that it is set up by, and that hold no secret: names, or their beginnings with `*`. */
  readonly variables: readonly string[];
  /** What it alone says when something is wrong. Tried before the words that services have in common. */
  readonly failures?: readonly (readonly [FailureKind, RegExp])[];
  /** Whether the CLI ends every run with a closing event of its own. With `required`, a run without one is no success. */
  readonly final: "required" | "none";
  /** `jsonl`: `read` is given each line. `text`: what it prints is the answer, `read` is never called. */
  readonly output: "jsonl" | "text";
  /** The provider's own modes for {@link ProviderSettings.mode}, and the access each one means. */
  readonly modes: Readonly<Record<string, Access>>;
  /** The accesses it can express. */
  readonly accesses: readonly Access[];
  /** It has its model keep to {@link Invocation.answerSchema}; the answer is then JSON, as text. It may fail to: what it says has to be parsed all the same. */
  readonly enforcesSchema?: true;
  /** Settings that it alone knows. Asked of another provider they are refused. */
  readonly switches?: readonly Switch[];
  /** Reads variables and files of the CLI's own; starts nothing and asks nobody. */
  loginState(env: Env): Login | Promise<Login>;
  /** The program behind the launcher that was found, where signals to the launcher alone do not end it. */
  program?(launcher: string, machine: Machine): StartForm;
  command(invocation: Invocation): Command;
  read(line: string): AgentEvent[];
  /** Absent where nobody can tell without asking a service. */
  readonly models?: ModelSource;
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
