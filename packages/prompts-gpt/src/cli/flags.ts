import type { RunPromptInput } from "../index.ts";

/** What a word stands for, where its set is not fixed: what completion has to look for. */
export type WordKind = "file" | "folder" | "prompt" | "agent" | "model" | "run" | "snapshot" | "command";

export interface CommandWords {
  readonly group: "Run" | "Records" | "Library" | "Set-up";
  readonly help: string;
  /** What it takes besides flags. */
  readonly takes?: {
    readonly word: string;
    readonly min: number;
    readonly max: number;
    readonly help: string;
    readonly kind?: WordKind;
    readonly choices?: readonly string[];
  };
  readonly examples: readonly string[];
}

const runId = { word: "id", min: 1, max: 1, help: "Run id, as `prompts-gpt runs list` shows it", kind: "run" } as const;

/** Shells that `completion` writes a script for. */
export const shells = ["bash", "zsh", "fish"] as const;

/** Every command. Its file is `commands/<name with dashes>.ts`. */
export const commands = {
  run: {
    group: "Run",
    help: "Run one prompt with one agent, once",
    takes: {
      word: "file",
      min: 0,
      max: 1,
      help: "Prompt file; - reads standard input; none: the only one there is, or you are asked",
      kind: "prompt",
    },
    examples: [
      "prompts-gpt run",
      "prompts-gpt run .prompts-gpt/fix-tests.md",
      'prompts-gpt run --prompt "Explain this repository" --access read',
      "git diff | prompts-gpt run - --agent claude --json",
      "prompts-gpt run task.md --var area=billing --dry-run",
      "prompts-gpt run task.md -- --search",
    ],
  },
  "runs list": {
    group: "Records",
    help: "List the runs of this project, latest first",
    examples: ["prompts-gpt runs list", "prompts-gpt runs list --json"],
  },
  "runs show": {
    group: "Records",
    help: "Show what one run did and how it ended",
    takes: runId,
    examples: ["prompts-gpt runs show agent-20261122T181500Z-4f2a91"],
  },
  "runs logs": {
    group: "Records",
    help: "Print what the agent of a run printed",
    takes: runId,
    examples: ["prompts-gpt runs logs -f agent-20261122T181500Z-4f2a91"],
  },
  "runs attach": {
    group: "Records",
    help: "Watch a run until it ends; Ctrl-C only stops watching",
    takes: runId,
    examples: ["prompts-gpt runs attach agent-20261122T181500Z-4f2a91"],
  },
  "runs stop": {
    group: "Records",
    help: "Stop a run that is going on",
    takes: runId,
    examples: ["prompts-gpt runs stop agent-20261122T181500Z-4f2a91"],
  },
  "runs diff": {
    group: "Records",
    help: "Show what one run changed, as a patch",
    takes: { ...runId, kind: "snapshot" },
    examples: ["prompts-gpt runs diff agent-20261122T181500Z-4f2a91 > changes.patch"],
  },
  "runs gc": {
    group: "Records",
    help: "Remove snapshots that are older than 30 days, or too much",
    examples: ["prompts-gpt runs gc --dry-run"],
  },
  restore: {
    group: "Records",
    help: "Bring files, index, refs and stash back to how they were before a run",
    takes: { word: "run", min: 0, max: 1, help: "Run or snapshot id; default: the latest run", kind: "snapshot" },
    examples: [
      "prompts-gpt restore --dry-run",
      "prompts-gpt restore agent-20261122T181500Z-4f2a91",
      "prompts-gpt restore --paths src --paths .env --yes",
    ],
  },
  list: {
    group: "Library",
    help: "List the prompts of the library",
    examples: ["prompts-gpt list", "prompts-gpt list --json"],
  },
  validate: {
    group: "Library",
    help: "Check prompt files and configuration; exit 4 on errors",
    takes: {
      word: "paths",
      min: 0,
      max: Infinity,
      help: "Prompt files or folders; default: the whole library",
      kind: "file",
    },
    examples: ["prompts-gpt validate", "prompts-gpt validate .prompts-gpt/fix-tests.md"],
  },
  status: {
    group: "Set-up",
    help: "Show agents, configuration, library and recent runs",
    examples: ["prompts-gpt status", "prompts-gpt status --config"],
  },
  models: {
    group: "Set-up",
    help: "List the models that agents can be asked for with --model",
    takes: { word: "agent", min: 0, max: 1, help: "One agent; default: all that are installed", kind: "agent" },
    examples: ["prompts-gpt models", "prompts-gpt models codex --json"],
  },
  doctor: {
    group: "Set-up",
    help: "Check this set-up, or a CI machine; exit 1 on errors",
    examples: ["prompts-gpt doctor", "prompts-gpt doctor --fix", "prompts-gpt doctor --remote --sarif > doctor.sarif"],
  },
  trust: {
    group: "Set-up",
    help: "Show what the repository's configuration would execute, and accept it",
    examples: ["prompts-gpt trust --show", "prompts-gpt trust --yes", "prompts-gpt trust --revoke"],
  },
  completion: {
    group: "Set-up",
    help: "Print a script that makes a shell complete this command",
    takes: { word: "shell", min: 1, max: 1, help: "bash, zsh or fish", choices: shells },
    examples: [
      "source <(prompts-gpt completion bash)",
      "prompts-gpt completion fish > ~/.config/fish/completions/prompts-gpt.fish",
    ],
  },
  help: {
    group: "Set-up",
    help: "Explain a command",
    takes: { word: "command", min: 0, max: 2, help: "The command to explain", kind: "command" },
    examples: ["prompts-gpt help run"],
  },
} as const satisfies Record<string, CommandWords>;

export type CommandName = keyof typeof commands;

/** What flags say to the CLI itself; the flags of `run` fill a {@link RunPromptInput} instead. */
export interface CliOptions {
  readonly var?: readonly string[];
  readonly vars?: string;
  readonly detach?: boolean;
  readonly listModels?: boolean;
  readonly dryRun?: boolean;
  readonly follow?: boolean;
  readonly config?: boolean;
  readonly show?: boolean;
  readonly paths?: readonly string[];
  readonly yes?: boolean;
  readonly revoke?: boolean;
  readonly remote?: boolean;
  readonly fix?: boolean;
  readonly sarif?: boolean;
  readonly cwd?: string;
  readonly json?: boolean;
  readonly events?: boolean;
  readonly nonInteractive?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly noColor?: boolean;
  readonly help?: boolean;
  readonly version?: boolean;
}

type FlagType = "string" | "number" | "boolean" | "list";

export interface Flag<T extends FlagType = FlagType> {
  readonly name: string;
  readonly type: T;
  readonly help: string;
  readonly on: "every command" | readonly CommandName[];
  /** Stands for the value in help: `<name>`. */
  readonly value?: string;
  readonly alias?: string;
  readonly short?: string;
  readonly choices?: readonly string[];
  readonly kind?: WordKind;
  /** Of a flag without a value: what its field is set to (default: true). */
  readonly means?: boolean;
}

type Extra = Partial<Pick<Flag, "alias" | "short" | "choices" | "kind" | "on" | "means">>;

/** `spelling` is the name, and the word that stands for the value: "model <name>". */
const flagOf =
  <T extends FlagType>(type: T) =>
  (spelling: string, help: string, extra: Extra = {}): Flag<T> => {
    const [name = spelling, value] = spelling.split(" ");
    return { name, type, help, on: ["run"], ...(value === undefined ? {} : { value }), ...extra };
  };

const text = flagOf("string");
const seconds = flagOf("number");
const toggle = flagOf("boolean");
const list = flagOf("list");

type TypeOf<T> = T extends boolean
  ? "boolean"
  : T extends number
    ? "number"
    : T extends readonly string[]
      ? "list"
      : "string";

/** A table in which each field has its flag, of the field's own type: one that is missing does not compile. */
type FlagsFor<Fields> = { readonly [F in keyof Fields]-?: Flag<TypeOf<NonNullable<Fields[F]>>> };

/** Fields that only a program can fill, or that several flags fill together. */
type NotOneFlag = "cwd" | "vars" | "extraArgs" | "resume" | "env" | "signal" | "killSignal" | "onEvent";

const withRuns = ["run", "runs list", "runs show", "runs logs", "runs attach", "runs stop"] as const;

/** The flags that fill the input of a run. */
export const inputFlags: FlagsFor<Omit<RunPromptInput, NotOneFlag>> = {
  promptFile: text("prompt-file <path>", "Prompt file, in place of [file]", { short: "f", kind: "prompt" }),
  prompt: text("prompt <text>", "Prompt text, used as it stands, in place of a file"),
  provider: text("agent <name>", "Agent to use; router = one that is installed, acp:COMMAND = any that speaks ACP", {
    alias: "provider",
    kind: "agent",
  }),
  model: text("model <name>", "Model, as the agent names it", { kind: "model" }),
  access: text("access <level>", "What the agent may do: read, write or full", { choices: ["read", "write", "full"] }),
  sandbox: text("sandbox <mode>", "Codex's word for access: workspace-read, workspace-write, full-auto (= full)", {
    choices: ["workspace-read", "workspace-write", "full-auto", "read-only", "danger-full-access"],
  }),
  permissionMode: text(
    "permission-mode <mode>",
    "Claude's word for access: default, acceptEdits, bypassPermissions or plan",
    { choices: ["default", "acceptEdits", "bypassPermissions", "plan"] },
  ),
  background: toggle("background", "Cursor: let its cloud agent do the work; needs --access full"),
  approveMcps: toggle("no-approve-mcps", "Cursor: approve no MCP server unasked", { means: false }),
  timeoutSeconds: seconds("timeout <seconds>", "Stop the agent after this long; 0 = no limit (default: 1800)"),
  idleTimeoutSeconds: seconds("idle-timeout <seconds>", "Stop it after this long without output; 0 = off (default)"),
  artifactsDir: text("artifacts-dir <path>", "Where runs are kept (default: .scripts/runs)", {
    on: withRuns,
    kind: "folder",
  }),
  runId: text("run-id <id>", "Name of the run directory, in place of a generated one"),
  keepProcesses: toggle("keep-processes", "Leave running what the agent started"),
  continueRun: text("continue <run>", "Go on in the agent's session of an earlier run: its id, or latest", {
    kind: "run",
  }),
  noSnapshot: toggle("no-snapshot", "Take no snapshot first: what the agent destroys cannot be brought back"),
  snapshotIgnored: text("snapshot-ignored <which>", "Ignored files in the snapshot: small (up to 1 MB), all or none", {
    choices: ["small", "all", "none"],
  }),
  allowDestructiveGit: toggle("allow-destructive-git", "Let the agent stash, reset, clean and force as it likes"),
  requireGuard: toggle("require-guard", "Start only with a guard of git that was tried and holds (so it is in CI)"),
  record: text("record <file>", "Write a recording of the run, for --agent replay", { kind: "file" }),
  trust: toggle("trust", "Accept, for this run alone, what the repository's configuration executes"),
};

const global = { on: "every command" } as const;

/** The flags that fill {@link CliOptions}. */
export const optionFlags: FlagsFor<CliOptions> = {
  var: list("var <name=value>", "Value of a variable, or name=@file; may be repeated"),
  vars: text("vars <file>", "Values of variables, from a JSON or YAML file", { kind: "file" }),
  detach: toggle("detach", "Start the run in the background and print its id"),
  listModels: toggle("list-models", "List the models of --agent, or of all agents; run nothing"),
  dryRun: toggle("dry-run", "Print what would be done, and why; do nothing", { on: ["run", "restore", "runs gc"] }),
  follow: toggle("follow", "Go on printing until the run ends", { short: "f", on: ["runs logs"] }),
  config: toggle("config", "Show each setting and where it comes from", { on: ["status"] }),
  show: toggle("show", "Only show it", { on: ["trust"] }),
  paths: list("paths <path>", "Only this file or folder, not the repository; may be repeated", {
    on: ["restore"],
    kind: "file",
  }),
  yes: toggle("yes", "Accept without asking", { on: ["trust", "restore"] }),
  revoke: toggle("revoke", "Take an earlier acceptance back", { on: ["trust"] }),
  remote: toggle("remote", "Only whether this machine is ready for runs that nobody watches", { on: ["doctor"] }),
  fix: toggle("fix", "Mend what is safe to mend, and say what was changed", { on: ["doctor"] }),
  sarif: toggle("sarif", "Findings as SARIF 2.1.0 on standard output", { on: ["doctor"] }),
  cwd: text("cwd <path>", "Work in this folder", { ...global, kind: "folder" }),
  json: toggle("json", "One JSON document on standard output, words on standard error", global),
  events: toggle("events", "JSON lines on standard output, as things happen", global),
  nonInteractive: toggle("non-interactive", "Never ask (also when CI is set or input is no terminal)", global),
  quiet: toggle("quiet", "Only the answer and errors", global),
  verbose: toggle("verbose", "More of what the agent does; stack traces of errors", global),
  noColor: toggle("no-color", "No colours (also when NO_COLOR is set)", global),
  help: toggle("help", "Explain the command", { ...global, short: "h" }),
  version: toggle("version", "Print the version", global),
};
