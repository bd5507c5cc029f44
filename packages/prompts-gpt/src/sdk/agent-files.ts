import type { Target } from "../agent-files/targets.ts";
import { ConfigError } from "../errors.ts";
import type { Finding } from "../finding.ts";
import { listLibrary } from "../prompts/library.ts";
import type { AgentFile, AgentFilesPlan } from "../agent-files/agent-file.ts";
import { applyAgentFiles } from "../agent-files/apply.ts";
import { chooseTargets } from "../agent-files/choose-targets.ts";
import { detectTargets } from "../agent-files/detect.ts";
import { readExisting } from "../agent-files/existing.ts";
import { planAgentFiles } from "../agent-files/plan.ts";
import { preparePrompts } from "../agent-files/prepare-prompts.ts";
import type { AgentPrompt } from "../agent-files/agent-prompt.ts";
import { openPlace, type Place } from "./place.ts";

export interface AgentFilesInput extends Place {
  /** Names of `docs/agent-files.md`. Default: `agentFiles` of the configuration, else those the repository uses, else `AGENTS.md`. */
  readonly targets?: readonly string[];
  /** Say what would be done, and do nothing. */
  readonly dryRun?: boolean;
}

export interface AgentFilesResult {
  /** Names of the targets, those that could not be written too. */
  readonly targets: readonly string[];
  /** Paths from the project root, with `/`. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** Errors: files that were left as they are. Warnings: what was made harmless in a prompt's text. */
  readonly findings: readonly Finding[];
}

/**
 * Writes what coding agents read about the prompts of the library: its valid prompts, not its sweeps. A person's text and
 * files are left as they are. An unknown target is a ConfigError, a file that cannot be written an ExecutionError.
 */
export async function writeAgentFiles(input: AgentFilesInput = {}): Promise<AgentFilesResult> {
  const { loaded } = await openPlace(input);
  const entries = await listLibrary(loaded.root);
  const prompts = entries.flatMap(({ kind, prompt }) => (kind === "prompt" && prompt ? [prompt] : []));
  const targets = input.targets ?? loaded.config.agentFiles;
  return await writeAgentFilesOf(prompts, { root: loaded.root, targets, dryRun: input.dryRun === true });
}

/** The same for these prompts, whatever the library has. */
export async function writeAgentFilesOf(
  prompts: readonly AgentPrompt[],
  { root, targets: names, dryRun }: Wish,
): Promise<AgentFilesResult> {
  const chosen = targetsFor(root, names);
  const { targets, existing, findings } = readExisting(root, chosen);
  const prepared = preparePrompts(prompts, { forOwnFiles: targets.some(({ kind }) => kind === "own") });
  const done = { written: new Array<string>(), removed: new Array<string>(), findings: new Array<Finding>() };
  const files = noting(done, planAgentFiles({ prompts: prepared.prompts, targets, existing }));
  if (dryRun) for (const _file of files);
  else await applyAgentFiles(root, files);
  return {
    targets: [...new Set(chosen.map(({ name }) => name))],
    written: done.written.toSorted(),
    removed: done.removed.toSorted(),
    findings: [...findings, ...prepared.findings, ...done.findings],
  };
}

/** The files of a plan, each when it is asked for; and what there is to tell about them. */
function* noting(
  done: Record<"written" | "removed", string[]> & { readonly findings: Finding[] },
  plan: AgentFilesPlan,
): Generator<AgentFile> {
  for (const step of plan) {
    if ("severity" in step) {
      done.findings.push(step);
      continue;
    }
    done["remove" in step ? "removed" : "written"].push(step.path);
    yield step;
  }
}

interface Wish {
  readonly root: string;
  /** Undefined: those that the repository uses. */
  readonly targets: readonly string[] | undefined;
  readonly dryRun: boolean;
}

/** What the most agents read, where nothing says which ones are used here. */
const USUAL = ["agents-md"];

function targetsFor(root: string, names: readonly string[] | undefined): readonly Target[] {
  if (names === undefined) {
    const used = detectTargets(root);
    return used.length > 0 ? used : targetsFor(root, USUAL);
  }
  const { targets, unknown } = chooseTargets(names);
  const [first] = unknown;
  if (first) throw new ConfigError(first.message, first.fix);
  return targets;
}
