import type { AgentFilesPlan, ExistingFiles } from "./agent-file.ts";
import type { AgentPrompt } from "./agent-prompt.ts";
import { planOwnFiles } from "./plan-own-files.ts";
import { planSharedFile } from "./plan-shared-file.ts";
import { preparePrompts } from "./prepare-prompts.ts";
import type { Target } from "./targets.ts";

export interface AgentFilesInput {
  readonly prompts: readonly AgentPrompt[];
  readonly targets: readonly Target[];
  /**
   * The files that stand where the targets write, by path from the project root with `/`: the shared ones, and all in
   * the folders of the others. A file that is left out counts as not there and is overwritten.
   */
  readonly existing: ExistingFiles;
}

/**
 * What to write and delete so that the targets say what the prompts say. Pure; the same input gives the same bytes
 * everywhere, and what it gives needs no second run. Without prompts it takes out all that is ours. A file that a person
 * wrote, or changed, is never in it; of a shared one, nothing outside of our block is touched.
 */
export function planAgentFiles({ prompts, targets, existing }: AgentFilesInput): AgentFilesPlan {
  const prepared = preparePrompts(prompts, { forOwnFiles: targets.some(({ kind }) => kind === "own") });
  const plans = targets.map((target) =>
    target.kind === "shared"
      ? planSharedFile(target, { prompts: prepared.prompts, existing })
      : planOwnFiles(target, { prompts: prepared.prompts, existing }),
  );
  const files = plans.flatMap((plan) => plan.files);
  return {
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    findings: [...prepared.findings, ...plans.flatMap((plan) => plan.findings)],
  };
}
