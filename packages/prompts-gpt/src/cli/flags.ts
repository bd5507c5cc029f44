import type { BatchInput, RunPromptInput, SweepInput } from "../index.ts";
import type { CommandName, WordKind } from "./command-table.ts";

/** What flags say to the CLI itself; the flags of `run` fill a {@link RunPromptInput} instead. */
export interface CliOptions {
  readonly var?: readonly string[];
  readonly vars?: string;
  readonly detach?: boolean;
  readonly eval?: boolean;
  readonly evalCriteria?: readonly string[];
  readonly evalThreshold?: number;
  readonly evalProvider?: string;
  readonly evalModel?: string;
  readonly iterationTimeout?: number;
  readonly listModels?: boolean;
  readonly dryRun?: boolean;
  readonly follow?: boolean;
  readonly config?: boolean;
  readonly since?: string;
  readonly by?: string;
  readonly show?: boolean;
  readonly paths?: readonly string[];
  readonly yes?: boolean;
  readonly revoke?: boolean;
  readonly remote?: boolean;
  readonly fix?: boolean;
  readonly sarif?: boolean;
  readonly query?: string;
  readonly category?: string;
  readonly tool?: string;
  readonly outputType?: string;
  readonly limit?: number;
  readonly slug?: string;
  readonly label?: string;
  readonly promptVersion?: number;
  readonly targets?: string;
  readonly prune?: boolean;
  readonly force?: boolean;
  readonly check?: boolean;
  readonly frozen?: boolean;
  readonly token?: string;
  readonly tokenStdin?: boolean;
  readonly tokenPrompt?: boolean;
  readonly apiUrl?: string;
  readonly traceNetwork?: boolean;
  readonly offline?: boolean;
  readonly goal?: string;
  readonly context?: string;
  readonly local?: boolean;
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
  /** Of a whole number: the least that is taken (default: 1). */
  readonly least?: number;
  /** Of a flag without a value: what its field is set to (default: true). */
  readonly means?: boolean;
}

type Extra = Partial<Pick<Flag, "alias" | "short" | "choices" | "kind" | "on" | "means" | "least">>;

/** What starts agents on prompt files. */
const modes = ["run", "run-batch", "sweep"] as const;

/** `spelling` is the name, and the word that stands for the value: "model <name>". */
const flagOf =
  <T extends FlagType>(type: T) =>
  (spelling: string, help: string, extra: Extra = {}): Flag<T> => {
    const [name = spelling, value] = spelling.split(" ");
    return { name, type, help, on: modes, ...(value === undefined ? {} : { value }), ...extra };
  };

const text = flagOf("string");
/** Of anything but `<seconds>`, `<minutes>`, `<usd>` and `<share>` it is a whole number. */
const number = flagOf("number");
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
type NotOneFlag =
  | "cwd"
  | "vars"
  | "extraArgs"
  | "resume"
  | "env"
  | "signal"
  | "killSignal"
  | "onEvent"
  | "onProgress"
  | "quiet"
  | "eval";

const withRuns = [
  ...modes,
  "runs list",
  "runs show",
  "runs logs",
  "runs attach",
  "runs stop",
  "runs resume",
  "runs usage",
] as const;

const withAgent = [...modes, "generate"] as const;
const oneRun = { on: ["run"] } as const;

/** The flags that fill the input of a run. */
export const inputFlags: FlagsFor<Omit<RunPromptInput, NotOneFlag>> = {
  promptFile: text("prompt-file <path>", "Prompt file, in place of [file]", {
    short: "f",
    kind: "prompt",
    on: ["run", "sweep"],
  }),
  prompt: text("prompt <text>", "Prompt text, used as it stands, in place of a file", oneRun),
  provider: text("agent <name>", "Agent to use; router = one that is installed, acp:COMMAND = any that speaks ACP", {
    alias: "provider",
    kind: "agent",
    on: withAgent,
  }),
  model: text("model <name>", "Model, as the agent names it", { kind: "model", on: withAgent }),
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
  timeoutSeconds: number("timeout <seconds>", "Stop the agent after this long; 0 = no limit (default: 1800)", {
    on: withAgent,
  }),
  idleTimeoutSeconds: number("idle-timeout <seconds>", "Stop it after this long without output; 0 = off (default)"),
  artifactsDir: text("artifacts-dir <path>", "Where runs are kept (default: .scripts/runs)", {
    on: withRuns,
    kind: "folder",
  }),
  runId: text("run-id <id>", "Name of the run directory, in place of a generated one"),
  keepProcesses: toggle("keep-processes", "Leave running what the agent started"),
  continueRun: text("continue <run>", "Go on in the agent's session of an earlier run: its id, or latest", {
    ...oneRun,
    kind: "run",
  }),
  noSnapshot: toggle("no-snapshot", "Take no snapshot first: what the agent destroys cannot be brought back"),
  snapshotIgnored: text("snapshot-ignored <which>", "Ignored files in the snapshot: small (up to 1 MB), all or none", {
    choices: ["small", "all", "none"],
  }),
  allowDestructiveGit: toggle("allow-destructive-git", "Let the agent stash, reset, clean and force as it likes"),
  requireGuard: toggle("require-guard", "Start only with a guard of git that was tried and holds (so it is in CI)"),
  record: text("record <file>", "Write a recording of the run, for --agent replay", { ...oneRun, kind: "file" }),
  verify: list("verify <command>", "Must exit with 0 for the result to be accepted; may be repeated"),
  trust: toggle("trust", "Accept, for this run alone, what the repository's configuration executes", {
    on: [...modes, "runs resume"],
  }),
};

const grouped = { on: ["run-batch", "sweep"] } as const;
const sweeping = { on: ["sweep"] } as const;
const batching = { on: ["run-batch"] } as const;

/** The flags that fill the input of several runs as one, beside those of a run. */
export const groupFlags: FlagsFor<Omit<SweepInput & BatchInput, keyof RunPromptInput | NotOneFlag>> = {
  allSweeps: toggle("all-sweeps", "Sweep every file in .prompts-gpt/sweeps", sweeping),
  sweepFiles: list("sweep-files <names>", "Several files, as a,b: paths, file names or names", {
    ...sweeping,
    kind: "prompt",
  }),
  iterations: number("iterations <number>", "How often (default: sweep.defaultIterations of the file, else 1)", {
    ...sweeping,
    short: "n",
  }),
  filesMode: text("files-mode <mode>", "Several files one after the other, or beside each other", {
    ...sweeping,
    alias: "sweep-strategy",
    choices: ["sequential", "parallel"],
  }),
  fileConcurrency: number(
    "file-concurrency <number>",
    "Files at once with --files-mode parallel (default: 2)",
    sweeping,
  ),
  parallel: number(
    "parallel <number>",
    "Iterations at once; each batch hears of the one before (default: 1)",
    sweeping,
  ),
  maxRetries: number("max-retries <number>", "Tries after one that could not start or timed out (default: 2)", {
    ...sweeping,
    least: 0,
  }),
  summaryLines: number("summary-lines <number>", "Lines that an iteration hears of the one before (default: 40)", {
    ...sweeping,
    least: 0,
  }),
  maxRunDirs: number("max-run-dirs <number>", "Records of this kind that are kept (default: maxRunDirs)", {
    ...grouped,
    least: 0,
  }),
  maxCostUsd: number("max-cost <usd>", "Stop when all of it has cost this many US dollars", grouped),
  maxTokens: number("max-tokens <number>", "Stop when all of it has used this many tokens", grouped),
  maxMinutes: number("max-minutes <minutes>", "Stop after this long, waits included", grouped),
  maxWaitMinutes: number(
    "max-wait <minutes>",
    "Longest wait for a usage limit to end; 0 = none (default: 60)",
    grouped,
  ),
  failover: toggle("failover", "At a usage limit, go on with another agent that can do the same", grouped),
  onFinish: text(
    "on-finish <command>",
    "Run this in a shell when all is over; told by PROMPTS_GPT_STATUS and others",
    grouped,
  ),
  promptFiles: list("prompt-files <names>", "Prompt files, as a,b, beside those that are named", {
    ...batching,
    kind: "prompt",
  }),
  manifest: text("manifest <path>", "A JSON file that lists prompt files, when none is named", {
    ...batching,
    kind: "file",
  }),
  concurrency: number("concurrency <number>", "How many prompts at once (default: 1)", batching),
  stopOnFailure: toggle("stop-on-failure", "Begin no other prompt when one has failed", batching),
  untilStable: number(
    "until-stable <number>",
    "End after this many iterations in a row that changed nothing",
    sweeping,
  ),
  commitEach: toggle("commit-each", "A commit for each iteration, on a branch of its own", sweeping),
  phase: text("phase <word>", "A word of yours for this part of the work, kept in the record", sweeping),
  silent: toggle("silent", "Nothing at all but errors; the record is kept", grouped),
};

const global = { on: "every command" } as const;
const pulling = { on: ["sync", "pull"] } as const;
/** Commands that call the API; what they take is understood in `registry-place.ts`. */
const calling = {
  on: ["sync", "pull", "diff", "init", "project", "models", "push", "generate"],
} as const;

/** The flags that fill {@link CliOptions}. */
export const optionFlags: FlagsFor<CliOptions> = {
  var: list("var <name=value>", "Value of a variable, or name=@file; may be repeated"),
  vars: text("vars <file>", "Values of variables, from a JSON or YAML file", { kind: "file" }),
  detach: toggle("detach", "Start the run in the background and print its id"),
  eval: toggle("eval", "Have each iteration judged; end when every criterion reaches the threshold", sweeping),
  evalCriteria: list("eval-criteria <names>", "What to judge by, as a,b (default: three of them)", sweeping),
  evalThreshold: number("eval-threshold <share>", "What each criterion has to reach, 0 to 1 (default: 0.8)", sweeping),
  evalProvider: text("eval-provider <name>", "Who judges (default: the agent of the sweep)", {
    ...sweeping,
    kind: "agent",
  }),
  evalModel: text("eval-model <name>", "Model that judges", { ...sweeping, kind: "model" }),
  iterationTimeout: number(
    "iteration-timeout <seconds>",
    "Stop an iteration after this long; 0 = no limit (default: 5400)",
    sweeping,
  ),
  listModels: toggle("list-models", "List the models of --agent, or of all agents; run nothing"),
  dryRun: toggle("dry-run", "Print what would be done, and why; do nothing", {
    on: [...modes, "restore", "runs gc", "sync", "pull", "push", "generate"],
  }),
  follow: toggle("follow", "Go on printing until the run ends", { short: "f", on: ["runs logs"] }),
  since: text("since <when>", "Only runs that began since then: 24h, 7d, 2w, or a date (default: all)", {
    on: ["runs usage"],
  }),
  by: text("by <what>", "A line for each: provider (default), model, prompt or day", {
    on: ["runs usage"],
    choices: ["provider", "model", "prompt", "day"],
  }),
  config: toggle("config", "Show each setting and where it comes from", { on: ["status"] }),
  show: toggle("show", "Only show it", { on: ["trust"] }),
  paths: list("paths <path>", "Only this file or folder, not the repository; may be repeated", {
    on: ["restore"],
    kind: "file",
  }),
  yes: toggle("yes", "Accept without asking", { on: ["trust", "restore", "push"] }),
  revoke: toggle("revoke", "Take an earlier acceptance back", { on: ["trust"] }),
  remote: toggle("remote", "doctor: is this machine ready for unwatched runs? diff: against the registry as it is", {
    on: ["doctor", "diff"],
  }),
  fix: toggle("fix", "Mend what is safe to mend, and say what was changed", { on: ["doctor"] }),
  sarif: toggle("sarif", "Findings as SARIF 2.1.0 on standard output", { on: ["doctor"] }),
  query: text("query <words>", "Only prompts in which these words stand", { ...pulling, short: "q" }),
  category: text("category <name>", "Only prompts of this category", pulling),
  tool: text("tool <name>", "Only prompts for this agent", pulling),
  outputType: text("output-type <type>", "Only prompts with this output type", pulling),
  limit: number("limit <number>", "At most so many prompts, 1 to 100 (default: all)", pulling),
  slug: text("slug <slug>", "Only this prompt", pulling),
  label: text("label <name>", "The versions that have this label, not the latest", pulling),
  promptVersion: number("prompt-version <number>", "Of --slug: this version, not the latest", {
    ...pulling,
    alias: "version",
  }),
  targets: text("targets <names>", "Agent files to write, as a,b (default: agentFiles, or those in use)", {
    on: ["sync"],
  }),
  prune: toggle("prune", "Remove prompts that the registry has no more, unless they were edited", pulling),
  force: toggle("force", "Let the registry win over local edits; a copy of them is kept", pulling),
  check: toggle("check", "Write nothing; exit 1 when a sync would change something", pulling),
  frozen: toggle("frozen", "The same, and local edits count too: for CI", pulling),
  token: text("token <token>", "Token of the registry; others see it in the process list", calling),
  tokenStdin: toggle("token-stdin", "Read the token from standard input", calling),
  tokenPrompt: toggle("token-prompt", "Ask for the token, without showing it", calling),
  apiUrl: text("api-url <url>", "Registry to ask (default: the stored one)", calling),
  traceNetwork: toggle("trace-network", "Print each request on standard error, the token masked", calling),
  offline: toggle("offline", "Set the project up without a registry", { on: ["init"] }),
  goal: text("goal <text>", "What the prompts are to be good for", { on: ["generate"] }),
  context: text("context <text>", "What else there is to know; no file is ever attached", { on: ["generate"] }),
  local: toggle("local", "Let a local agent do it, which may only read", { on: ["generate"] }),
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
