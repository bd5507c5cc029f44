import { join } from "node:path";
import { listLibrary } from "../prompts/library.ts";
import { checkPromptText } from "../prompts/prompt-file.ts";
import type { PromptFile } from "../prompts/prompt.ts";
import type { Write } from "../registry/sync/apply.ts";

/** A prompt of the library itself, and not one of its sweeps. */
const IN_LIBRARY = /^\.prompts-gpt\/[^/]+\.md$/;

/** The valid prompts, not the sweeps, that the library has after these writes, sorted by path. */
export async function promptsAfter(root: string, writes: readonly Write[]): Promise<PromptFile[]> {
  const prompts = new Map<string, PromptFile>();
  for (const { kind, relativePath, prompt } of await listLibrary(root))
    if (kind === "prompt" && prompt !== undefined) prompts.set(relativePath, prompt);
  for (const write of writes) {
    if (!IN_LIBRARY.test(write.path)) continue;
    if (write.kind === "remove") prompts.delete(write.path);
    if (write.kind !== "write") continue;
    const { prompt } = await checkPromptText(write.text, join(root, write.path), { root });
    if (prompt === undefined) prompts.delete(write.path);
    else prompts.set(write.path, prompt);
  }
  return [...prompts.values()].toSorted((a, b) => (a.relativePath < b.relativePath ? -1 : 1));
}
