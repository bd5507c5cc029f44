import { join } from "node:path";
import type { AgentPrompt } from "../agent-files/agent-prompt.ts";
import { listLibraryFiles } from "../prompts/library.ts";
import { checkPromptData, checkPromptFile, checkPromptText } from "../prompts/prompt-file.ts";
import type { Pulled } from "../registry/client.ts";
import type { PromptPack } from "../registry/contract/types.ts";
import { toLf } from "../registry/sync/line-ends.ts";
import { frontmatterOf } from "../registry/sync/prompt-markdown.ts";
import type { SyncedAs } from "../registry/sync/settle.ts";
import type { PlannedSync } from "../registry/sync/sync.ts";

/** A prompt of the library itself, and not one of its sweeps. */
const IN_LIBRARY = /^\.prompts-gpt\/[^/]+\.md$/;
/** Then the file says what the registry does, byte for byte but for line ends. */
const AS_SENT: readonly SyncedAs[] = ["created", "updated", "restored", "adopted", "unchanged", "forced"];

/**
 * The valid prompts, not the sweeps, that the library has after a sync, whether it was carried out or not; sorted by path.
 * A file that says what the registry has sent is not read for it: reading ten thousand takes longer than all the rest.
 */
export async function promptsAfter(root: string, planned: PlannedSync, { prompts }: Pulled): Promise<AgentPrompt[]> {
  const after = new Map<string, AgentPrompt | undefined>();
  const sent = sentBy(planned, prompts);
  for (const { kind, path, relativePath } of await listLibraryFiles(root))
    if (kind === "prompt" && !sent.has(relativePath))
      after.set(relativePath, (await checkPromptFile(path, { root })).prompt);
  for (const [path, pack] of sent) {
    if (!IN_LIBRARY.test(path)) continue;
    const { prompt } = checkPromptData({ data: frontmatterOf(pack), body: toLf(pack.body) }, join(root, path), {
      root,
    });
    after.set(path, prompt && neededOf(prompt));
  }
  for (const write of planned.changes.writes) {
    if (write.kind === "remove") after.delete(write.path);
    if (write.kind !== "write" || !IN_LIBRARY.test(write.path) || sent.has(write.path)) continue;
    after.set(write.path, (await checkPromptText(write.text, join(root, write.path), { root })).prompt);
  }
  const held = [...after.values()].filter((prompt) => prompt !== undefined);
  return held.toSorted((a, b) => (a.relativePath < b.relativePath ? -1 : 1));
}

/** And nothing else: ten thousand of them are held. */
function neededOf({ slug, title, description, body, variables, relativePath }: AgentPrompt): AgentPrompt {
  return { slug, title, description, body, variables, relativePath };
}

function sentBy({ settled }: PlannedSync, prompts: readonly PromptPack[]): Map<string, PromptPack> {
  const packs = new Map(prompts.map((pack) => [pack.slug, pack]));
  const found = new Map<string, PromptPack>();
  for (const { slug, path, as } of settled) {
    const pack = packs.get(slug);
    if (pack !== undefined && AS_SENT.includes(as)) found.set(path, pack);
  }
  return found;
}
