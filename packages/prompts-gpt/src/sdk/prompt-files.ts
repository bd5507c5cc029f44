import { resolve } from "node:path";
import { findProjectRoot } from "../config/root.ts";
import { ConfigError } from "../errors.ts";
import type { PromptPack } from "../registry/contract/types.ts";
import { checkPacks, eachOnce } from "../registry/packs.ts";
import { applyChanges, manifestChange } from "../registry/sync/apply.ts";
import { readOwn } from "../registry/sync/library-files.ts";
import { MANIFEST, type ManifestEntry, parseManifest } from "../registry/sync/manifest.ts";
import { pathOf } from "../registry/sync/plan.ts";
import { formatPromptMarkdown } from "../registry/sync/prompt-markdown.ts";
import { backupsAt } from "../registry/sync/settle.ts";
import { prepareSync } from "../registry/sync/sync.ts";
import { sha256 } from "../sha256.ts";
import type { Place } from "./place.ts";
import { type SyncedPrompt, syncedPrompt } from "./synced-prompt.ts";

type Where = Pick<Place, "cwd">;

/**
 * Writes prompts as files of the library at `cwd`, and nothing else: no manifest, no agent files. A file that somebody
 * changed stays, with the prompt beside it (`conflict`). Rejects with a ConfigError when a prompt does not hold; then
 * nothing was written.
 */
export async function writePromptMarkdownFiles(
  prompts: readonly PromptPack[],
  { cwd = "." }: Where = {},
): Promise<SyncedPrompt[]> {
  const root = findProjectRoot(resolve(cwd));
  const { settled, changes } = await prepareSync({
    root,
    pulled: { prompts: checked(prompts), problems: [] },
    isComplete: false,
    versionOf: () => Promise.resolve(undefined),
    prune: false,
    force: false,
    backups: backupsAt(new Date()),
  });
  const before = readOwn(root, MANIFEST);
  const manifest = manifestChange(before, before === undefined ? new Map() : parseManifest(before));
  await applyChanges(root, { ...changes, manifest });
  return settled.map(syncedPrompt);
}

/** Notes these prompts as synced in the manifest at `cwd`, beside those that it has. Resolves to its path from the root. */
export async function writePromptManifest(prompts: readonly PromptPack[], { cwd = "." }: Where = {}): Promise<string> {
  const root = findProjectRoot(resolve(cwd));
  const before = readOwn(root, MANIFEST);
  const after = new Map<string, ManifestEntry>(before === undefined ? [] : parseManifest(before));
  for (const pack of checked(prompts)) {
    const { slug, version } = pack;
    after.set(slug, { slug, version, path: pathOf(pack, after.get(slug)), sha256: sha256(formatPromptMarkdown(pack)) });
  }
  await applyChanges(root, { writes: [], seen: new Map(), manifest: manifestChange(before, after), wasKilled: false });
  return MANIFEST;
}

function checked(prompts: readonly PromptPack[]): readonly PromptPack[] {
  const { packs, problems } = checkPacks(prompts);
  const { twice } = eachOnce(packs);
  const [first] = [...problems, ...twice];
  if (first === undefined) return packs;
  throw new ConfigError(`The prompt ${first.name} does not hold: ${first.message}.`, "Leave it out, or correct it.");
}
