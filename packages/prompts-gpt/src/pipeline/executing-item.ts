import type { UntrustedItem } from "../config/config.ts";
import type { Pipeline } from "./pipeline.ts";

/** What the item of a pipeline file is called. */
export const PIPELINE_VERIFY = "pipeline.verify";

/** What a pipeline file would execute, by step: the user has to have accepted exactly that. */
export function pipelineItem({ steps }: Pipeline, file: string): UntrustedItem | undefined {
  const commands = steps.filter(({ verify }) => verify.length > 0).map(({ id, verify }) => [id, verify] as const);
  return commands.length === 0 ? undefined : { key: PIPELINE_VERIFY, value: Object.fromEntries(commands), file };
}
