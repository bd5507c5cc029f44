import type { BatchInput, RunPromptInput, SweepInput } from "../index.ts";
import { type FlagsFor, list, type NotOneFlag, number, text, toggle } from "./flag.ts";

const grouped = { on: ["run-batch", "sweep"] } as const;
const limiting = { on: ["run-batch", "sweep", "runs resume"] } as const;
export const sweeping = { on: ["sweep"] } as const;
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
  maxCostUsd: number("max-cost <usd>", "Stop when all of it has cost this many US dollars", limiting),
  maxTokens: number("max-tokens <number>", "Stop when all of it has used this many tokens", limiting),
  maxMinutes: number("max-minutes <minutes>", "Stop after this long, waits included", limiting),
  maxWaitMinutes: number(
    "max-wait <minutes>",
    "Longest wait for a usage limit to end; 0 = none (default: 60)",
    limiting,
  ),
  failover: toggle("failover", "At a usage limit, go on with another agent that can do the same", limiting),
  inPlace: toggle("in-place", "Several at once in the one working tree, in place of a lane for each", grouped),
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
