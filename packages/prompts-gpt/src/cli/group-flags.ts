import type {
  BatchInput,
  OrchestrateAutoInput,
  OrchestrateEvalInput,
  OrchestrateParallelInput,
  OrchestratePipelineInput,
  RunPromptInput,
  SweepInput,
} from "../index.ts";
import { type FlagsFor, list, type NotOneFlag, number, text, toggle } from "./flag.ts";

const grouped = { on: ["run-batch", "sweep", "orchestrate"] } as const;
const beside = { on: ["run-batch", "sweep", "orchestrate"] } as const;
const limiting = { on: ["run-batch", "sweep", "orchestrate", "runs resume"] } as const;
export const sweeping = { on: ["sweep"] } as const;
const racing = { on: ["orchestrate"] } as const;
const batching = { on: ["run-batch"] } as const;

/** What any mode of several runs as one takes. */
export type GroupFields = Partial<Pick<OrchestrateAutoInput, "goal">> &
  Omit<
    SweepInput &
      BatchInput &
      OrchestrateParallelInput &
      OrchestratePipelineInput &
      OrchestrateEvalInput &
      OrchestrateAutoInput,
    "prompt" | "promptFile" | "pipelineFile" | "goal" | "agent" | "onProgress" | "onPlan"
  >;

/** The flags that fill the input of several runs as one, beside those of a run. */
export const groupFlags: FlagsFor<Omit<GroupFields, keyof RunPromptInput | NotOneFlag>> = {
  goal: text("goal <text>", "What is to be reached: an agent plans the steps, others carry them out", racing),
  maxSteps: number("max-steps <number>", "Most steps of the plan (default: 5)", racing),
  qualityGate: number("quality-gate <points>", "Exit 1 when all of it scores less, 0 to 100 (default: 70)", {
    ...racing,
    least: 0,
  }),
  interactive: toggle("interactive", "Ask about the plan, or do not start (default: ask at a terminal)", racing),
  save: text("save <path>", "Keep the plan that is carried out, as a pipeline file", { ...racing, kind: "file" }),
  of: text("of <run>", "The run that is judged, a member of several too; none: the prompt is run first", {
    ...racing,
    kind: "run",
  }),
  judges: list("judges <names>", "Who scores, as codex,claude; with a model: codex=NAME", { ...racing, kind: "agent" }),
  criteria: list("criteria <names>", "What is scored, as a,b: known ones have a rubric, others are taken too", racing),
  threshold: number("threshold <points>", "Exit 1 under this score, 0 to 100", { ...racing, least: 0 }),
  providers: list("providers <names>", "Who competes, as codex,claude; with a model: codex=NAME", {
    ...racing,
    kind: "agent",
  }),
  attempts: number("attempts <number>", "In place of --providers: how often --agent tries", { ...racing, least: 2 }),
  firstVerified: toggle(
    "first-verified",
    "End the others when one has changed something that --verify accepts",
    racing,
  ),
  judge: text("judge <name>", "An agent that ranks those that are acceptable, two at a time", {
    ...racing,
    kind: "agent",
  }),
  apply: text("apply <which>", "best: bring the best one into this folder; none (default): only keep all", {
    ...racing,
    choices: ["best", "none"],
  }),
  allowFailedLanes: toggle(
    "allow-failed-lanes",
    "Exit 0 with an accepted result, also when another agent failed",
    racing,
  ),
  allSweeps: toggle("all-sweeps", "Sweep every file in .prompts-gpt/sweeps", sweeping),
  sweepFiles: list("sweep-files <names>", "Several files, as a,b: paths, file names or names", {
    ...sweeping,
    kind: "prompt",
  }),
  iterations: number("iterations <number>", "How often (default: sweep.defaultIterations of the file, else 1)", {
    ...sweeping,
    short: "n",
  }),
  filesMode: text("files-mode <mode>", "Several files: one after the other (default), or at once", {
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
    "Iterations at once; each batch is told what the last one did (default: 1)",
    sweeping,
  ),
  maxRetries: number(
    "max-retries <number>",
    "Further tries after a crash, a timeout or a passing failure (default: 2)",
    {
      ...sweeping,
      least: 0,
    },
  ),
  summaryLines: number(
    "summary-lines <number>",
    "Most lines of a summary that the next iteration is told (default: 40)",
    {
      ...sweeping,
      least: 0,
    },
  ),
  maxRunDirs: number("max-run-dirs <number>", "Records of this command to keep; 0 = all (default: maxRunDirs, 20)", {
    ...grouped,
    least: 0,
  }),
  maxWaitMinutes: number(
    "max-wait <minutes>",
    "Longest wait for a usage limit to end; 0 = do not wait (default: 60)",
    limiting,
  ),
  failover: toggle("failover", "At a usage limit, go on with another agent that can do the same", limiting),
  inPlace: toggle(
    "in-place",
    "Agents work in this folder itself (default: those that write, in a git worktree)",
    beside,
  ),
  onFinish: text(
    "on-finish <command>",
    "Run this in a shell at the end, with PROMPTS_GPT_STATUS and others set",
    grouped,
  ),
  promptFiles: list("prompt-files <names>", "Prompt files, as a,b, after those of [files…]", {
    ...batching,
    kind: "prompt",
  }),
  manifest: text("manifest <path>", "A JSON file that lists prompt files, when none is named", {
    ...batching,
    kind: "file",
  }),
  concurrency: number("concurrency <number>", "How many at once (default: 1 prompt; all candidates; 4 steps)", {
    on: ["run-batch", "orchestrate"],
  }),
  stopOnFailure: toggle("stop-on-failure", "Begin no other prompt when one has failed", batching),
  untilStable: number("until-stable <number>", "End when this many iterations in a row changed no file", sweeping),
  commitEach: toggle(
    "commit-each",
    "Commit each iteration, on a new branch; take back what one that failed did",
    sweeping,
  ),
  phase: text("phase <word>", "A word of yours for this part of the work; it stands in the record", sweeping),
  silent: toggle("silent", "Print nothing but errors; the record is kept", grouped),
};
