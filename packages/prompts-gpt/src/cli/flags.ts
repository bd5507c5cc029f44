import type { RunPromptInput } from "../index.ts";
import { type FlagsFor, list, modes, type NotOneFlag, number, text, toggle } from "./flag.ts";
import { sweeping } from "./group-flags.ts";
import { type ServeFields, serveFlags } from "./serve-flags.ts";

/** What flags say to the CLI itself; the flags of `run` fill a {@link RunPromptInput} instead. */
export interface CliOptions extends ServeFields {
  readonly mode?: string;
  readonly edit?: boolean;
  readonly candidate?: string;
  readonly branch?: string;
  readonly commit?: boolean;
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

/** What `--mode` takes: the modes of `orchestrate` that are built. */
const orchestrations = ["parallel", "pipeline", "eval", "auto"] as const;

const withRuns = [
  ...modes,
  "runs list",
  "runs show",
  "runs logs",
  "runs attach",
  "runs stop",
  "runs resume",
  "runs usage",
  "runs diff",
  "runs apply",
] as const;

const withAgent = [...modes, "generate"] as const;
const oneRun = { on: ["run"] } as const;
const budgeted = { on: [...modes, "runs resume"] } as const;

/** The flags that fill the input of a run. */
export const inputFlags: FlagsFor<Omit<RunPromptInput, NotOneFlag>> = {
  promptFile: text("prompt-file <path>", "Prompt file, in place of [file]", {
    short: "f",
    kind: "prompt",
    on: ["run", "sweep", "orchestrate"],
  }),
  prompt: text("prompt <text>", "Prompt text, used as it stands, in place of a file", { on: ["run", "orchestrate"] }),
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
  timeoutSeconds: number(
    "timeout <seconds>",
    "Stop the agent after this long; 0 = no limit (default: 1800; sweep: 5400)",
    {
      on: withAgent,
    },
  ),
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
  maxCostUsd: number("max-cost <usd>", "Stop when everything together has cost this many US dollars", budgeted),
  maxTokens: number("max-tokens <number>", "Stop when everything together has used this many tokens", budgeted),
  maxMinutes: number(
    "max-minutes <minutes>",
    "Stop when everything together has taken this long, waits included",
    budgeted,
  ),
  verify: list("verify <command>", "Must exit with 0 for the result to be accepted; may be repeated"),
  trust: toggle("trust", "Accept, for this run alone, what the repository's configuration executes", {
    on: [...modes, "runs resume"],
  }),
};

const global = { on: "every command" } as const;
const pulling = { on: ["sync", "pull"] } as const;
/** Commands that call the API; what they take is understood in `registry-place.ts`. */
const calling = {
  on: ["sync", "pull", "diff", "init", "project", "models", "push", "generate"],
} as const;

/** The flags that fill {@link CliOptions}. */
export const optionFlags: FlagsFor<CliOptions> = {
  mode: text("mode <mode>", "How agents work together", { on: ["orchestrate"], choices: orchestrations }),
  candidate: text("candidate <name>", "One of several agents: codex, provider-codex", {
    on: ["runs diff", "runs apply"],
    kind: "candidate",
  }),
  branch: text("branch <name>", "Make a branch that holds it; this folder stays as it is", { on: ["runs apply"] }),
  commit: toggle("commit", "Commit what was applied, and nothing else", { on: ["runs apply"] }),
  edit: toggle("edit", "Open the plan in $VISUAL or $EDITOR before it is carried out", { on: ["orchestrate"] }),
  var: list("var <name=value>", "Value of a variable, or name=@file; may be repeated"),
  vars: text("vars <file>", "Values of variables, from a JSON or YAML file", { kind: "file" }),
  detach: toggle("detach", "Start the run in the background and print its id"),
  eval: toggle("eval", "Have each iteration judged; end when every criterion reaches the threshold", sweeping),
  evalCriteria: list(
    "eval-criteria <names>",
    "What to judge by, as a,b (default: correctness,completeness,code-quality)",
    sweeping,
  ),
  evalThreshold: number("eval-threshold <share>", "What each criterion has to reach, 0 to 1 (default: 0.8)", sweeping),
  evalProvider: text("eval-provider <name>", "Who judges (default: the agent of the sweep)", {
    ...sweeping,
    kind: "agent",
  }),
  evalModel: text("eval-model <name>", "Model that judges", { ...sweeping, kind: "model" }),
  iterationTimeout: number(
    "iteration-timeout <seconds>",
    "The same as --timeout: stop an iteration after this long",
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
  yes: toggle("yes", "Accept without asking", { on: ["trust", "restore", "push", "runs gc"] }),
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
  ...serveFlags,
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
