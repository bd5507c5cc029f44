import type { Target } from "../agent-files/targets.ts";
import { ConfigError } from "../errors.ts";
import type { Finding } from "../finding.ts";
import { listLibrary } from "../prompts/library.ts";
import type { PromptFile } from "../prompts/prompt.ts";
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
  prompts: readonly PromptFile[],
  { root, targets: names, dryRun }: Wish,
): Promise<AgentFilesResult> {
  const [{ planAgentFiles }, { readExisting }, { applyAgentFiles }] = await Promise.all([
    import("../agent-files/plan.ts"),
    import("../agent-files/existing.ts"),
    import("../agent-files/apply.ts"),
  ]);
  const chosen = await targetsFor(root, names);
  const { targets, existing, findings } = await readExisting(root, chosen);
  const plan = planAgentFiles({ prompts, targets, existing });
  if (!dryRun) await applyAgentFiles(root, plan.files, existing);
  return {
    targets: chosen.map(({ name }) => name),
    written: plan.files.flatMap((file) => ("remove" in file ? [] : [file.path])),
    removed: plan.files.flatMap((file) => ("remove" in file ? [file.path] : [])),
    findings: [...findings, ...plan.findings],
  };
}

interface Wish {
  readonly root: string;
  /** Undefined: those that the repository uses. */
  readonly targets: readonly string[] | undefined;
  readonly dryRun: boolean;
}

/** What the most agents read, where nothing says which ones are used here. */
const USUAL = ["agents-md"];

async function targetsFor(root: string, names: readonly string[] | undefined): Promise<readonly Target[]> {
  if (names === undefined) {
    const used = await (await import("../agent-files/detect.ts")).detectTargets(root);
    return used.length > 0 ? used : await targetsFor(root, USUAL);
  }
  const { chooseTargets } = await import("../agent-files/choose-targets.ts");
  const { targets, unknown } = chooseTargets(names);
  const [first] = unknown;
  if (first) throw new ConfigError(first.message, first.fix);
  return targets;
}
