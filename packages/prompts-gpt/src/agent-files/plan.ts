import type { AgentFilesPlan, ExistingFiles } from "./agent-file.ts";
import { planOwnFiles } from "./plan-own-files.ts";
import { planSharedFile } from "./plan-shared-file.ts";
import type { PreparedPrompt } from "./prepare-prompts.ts";
import type { Target } from "./targets.ts";

export interface AgentFilesInput {
  readonly prompts: readonly PreparedPrompt[];
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
export function* planAgentFiles({ prompts, targets, existing }: AgentFilesInput): AgentFilesPlan {
  for (const target of targets) {
    if (target.kind === "shared") yield* planSharedFile(target, { prompts, existing });
    else yield* planOwnFiles(target, { prompts, existing });
  }
}
