import type { OpenGroup, Worker } from "./open.ts";

/** What is known beside the plan before several runs start. The worker that is named is that of the first prompt. */
export interface GroupPreview extends Worker {
  /** Of each prompt, in the order of `prompts`. */
  readonly workers: readonly Worker[];
  /** Commands that decide whether a result is accepted. */
  readonly verify: readonly string[];
  readonly warnings: readonly string[];
}

export function previewOf({ workers, verify, warnings }: OpenGroup): GroupPreview {
  const [first] = workers;
  if (first === undefined) throw new Error("a group has at least one prompt");
  return { ...first, workers, verify, warnings: warnings.map(({ message }) => message) };
}
