import { join } from "node:path";
import { ConfigError } from "../errors.ts";
import { sha256 } from "../sha256.ts";
import { notThere } from "../registry/problem.ts";
import { keptTexts } from "../registry/sync/known-texts.ts";
import { type LibraryFileState, libraryState } from "../registry/sync/library-state.ts";
import { toLf } from "../registry/sync/line-ends.ts";
import { formatPromptMarkdown } from "../registry/sync/prompt-markdown.ts";
import { unifiedDiff } from "../registry/unified-diff.ts";
import { userCacheFolder } from "../user-folders.ts";
import { git, gitEnv } from "../workspace/git.ts";
import { openPlace, type OpenedPlace } from "./place.ts";
import { openRegistry, type RegistryPlace } from "./registry.ts";

export interface DiffInput extends RegistryPlace {
  /** Only these: slugs, or paths from the project root. */
  readonly prompts?: readonly string[];
  /** Against what the registry has now, not what was synced. The only thing that asks the network. */
  readonly remote?: boolean;
}

/** How one synced prompt differs. */
export interface PromptDiff {
  readonly slug: string;
  /** From the project root. */
  readonly path: string;
  /** The version that it is held against; null: the registry has none. */
  readonly version: number | null;
  /** A unified diff, three lines around each change; null: only the digest of what was synced is known here. */
  readonly patch: string | null;
}

/**
 * The synced prompts whose files differ from what was synced, by slug. That text is looked for in the answers that are
 * kept of the registry, then in git's HEAD. Rejects with a ConfigError when a prompt is named that was never synced.
 */
export async function diffPrompts(input: DiffInput = {}): Promise<PromptDiff[]> {
  const opened = await openPlace(input);
  const { files, findings } = await libraryState(opened.loaded.root);
  const [broken] = findings;
  if (broken !== undefined) throw new ConfigError(`${broken.file ?? "It"} ${broken.message}`, broken.fix);
  const chosen = choose(files, input.prompts);
  return input.remote === true ? await againstRegistry(chosen, input) : await againstSynced(chosen, opened);
}

function choose(files: readonly LibraryFileState[], names: readonly string[] = []): readonly LibraryFileState[] {
  const isNamed = (name: string) => (one: LibraryFileState) => one.entry.slug === name || one.entry.path === name;
  const unknown = names.find((name) => !files.some(isNamed(name)));
  if (unknown !== undefined)
    throw new ConfigError(`No prompt ${JSON.stringify(unknown)} was ever synced here.`, "prompts-gpt list");
  return names.length === 0 ? files : files.filter((one) => names.some((name) => isNamed(name)(one)));
}

async function againstSynced(files: readonly LibraryFileState[], { loaded, env }: OpenedPlace): Promise<PromptDiff[]> {
  const differing = files.filter(({ entry, text }) => text === undefined || sha256(text) !== entry.sha256);
  const digests = new Set(differing.map(({ entry }) => entry.sha256));
  const kept =
    digests.size === 0 ? new Map<string, string>() : keptTexts(join(userCacheFolder(env), "registry"), digests);
  const diffs: PromptDiff[] = [];
  for (const { entry, text = "" } of differing) {
    const { slug, path, version } = entry;
    const before = kept.get(entry.sha256) ?? (await committed(entry, { root: loaded.root, env }));
    diffs.push({
      slug,
      path,
      version,
      patch: before === undefined ? null : unifiedDiff({ path, before, after: text }),
    });
  }
  return diffs;
}

/** What git's HEAD has of it, when that is what was synced. */
async function committed(
  { path, sha256: digest }: LibraryFileState["entry"],
  { root, env }: { readonly root: string; readonly env: OpenedPlace["env"] },
): Promise<string | undefined> {
  const answer = await git(["cat-file", "blob", `HEAD:./${path}`], { cwd: root, env: gitEnv(env) });
  const text = answer === undefined ? "" : toLf(answer.toString("utf8"));
  return sha256(text) === digest ? text : undefined;
}

async function againstRegistry(files: readonly LibraryFileState[], input: DiffInput): Promise<PromptDiff[]> {
  const { client } = await openRegistry(input);
  const call = input.signal === undefined ? {} : { signal: input.signal };
  const one = (slug: string) => client.getPrompt(slug, call).catch(notThere);
  const listed = isAll(input) && files.length > 0 ? await client.pull({}, call) : undefined;
  const known = new Map(listed?.prompts.map((pack) => [pack.slug, pack]));
  // A list with holes in it does not say what is gone.
  const isWhole = listed?.problems.length === 0;
  const diffs: PromptDiff[] = [];
  for (const { entry, text = "" } of files) {
    const { slug, path } = entry;
    const pack = known.get(slug) ?? (isWhole ? undefined : await one(slug));
    const before = pack === undefined ? "" : formatPromptMarkdown(pack);
    const patch = unifiedDiff({ path, before, after: text });
    if (patch !== "") diffs.push({ slug, path, version: pack?.version ?? null, patch });
  }
  return diffs;
}

/** Then a page of the list tells of a hundred prompts at once. */
function isAll({ prompts = [] }: DiffInput): boolean {
  return prompts.length === 0;
}
