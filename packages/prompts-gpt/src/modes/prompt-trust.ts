import { existsSync } from "node:fs";
import { join } from "node:path";
import type { UntrustedItem } from "../config/config.ts";
import { PIPELINE_VERIFY, pipelineItem } from "../pipeline/executing-item.ts";
import type { Env } from "../process/spawn.ts";
import { listLibrary } from "../prompts/library.ts";
import type { PromptFile } from "../prompts/prompt.ts";
import { accept, isTrusted } from "../workspace/trust.ts";

/** What the items of prompt files are called. */
const KEY = "frontmatter.verify";

/** What a prompt file would execute: its `verify`. */
export function executingItem({ verify = [], relativePath }: PromptFile): UntrustedItem | undefined {
  return verify.length === 0 ? undefined : { key: KEY, value: verify, file: relativePath };
}

/** Those of the whole library, pipelines too: every file is read. One that does not hold cannot run, and asks for nothing. */
export async function libraryItems(root: string): Promise<UntrustedItem[]> {
  const items = (await listLibrary(root)).map(({ prompt }) => prompt && executingItem(prompt));
  return [...items, ...(await pipelineItems(root))].filter((item) => item !== undefined);
}

/** Few projects have pipelines: what reads them is loaded for those alone. */
async function pipelineItems(root: string): Promise<(UntrustedItem | undefined)[]> {
  if (!existsSync(join(root, ".prompts-gpt/pipelines"))) return [];
  const { checkPipelineFile, listPipelines } = await import("../pipeline/validate-pipelines.ts");
  const items: (UntrustedItem | undefined)[] = [];
  for (const file of await listPipelines(root)) {
    const { pipeline } = await checkPipelineFile(join(root, file), { root });
    items.push(pipeline && pipelineItem(pipeline, file));
  }
  return items;
}

/** Whether the user accepted exactly this of this prompt file, or pipeline. Another one's change asks for nothing here. */
export function isPromptTrusted(root: string, item: UntrustedItem, env: Env): Promise<boolean> {
  return isTrusted({ root, prompt: item.file }, [item], env);
}

/** Accepts items of configuration, all of them together, and of prompt files and pipelines, each by itself. */
export async function acceptItems(root: string, items: readonly UntrustedItem[], env: Env): Promise<void> {
  const configured = items.filter((item) => !isOfFile(item));
  if (configured.length > 0) await accept(root, configured, env);
  for (const item of items) if (isOfFile(item)) await accept({ root, prompt: item.file }, [item], env);
}

function isOfFile({ key }: UntrustedItem): boolean {
  return key === KEY || key === PIPELINE_VERIFY;
}
