import { join, relative } from "node:path";
import { codeOf } from "../../error-code.ts";
import { AuthError, ExecutionError, UserError } from "../../errors.ts";
import { NotReplaced, replaceFiles, type WholeFile } from "../../replace-file.ts";
import type { PromptsGptClient } from "../client.ts";
import { sha256 } from "../../sha256.ts";
import { readOwn } from "../sync/library-files.ts";
import { fromLf } from "../sync/line-ends.ts";
import { formatManifest, MANIFEST, type ManifestEntry, parseManifest } from "../sync/manifest.ts";
import { formatPromptMarkdown } from "../sync/prompt-markdown.ts";
import type { Candidate } from "./candidate.ts";
import { withVersion } from "./set-version.ts";

/** A file that is published now. */
export interface Published {
  readonly path: string;
  readonly slug: string;
  /** The new one. */
  readonly version: number;
  /** Whether the file says so; not when somebody changed it in the meantime. */
  readonly isNoted: boolean;
}

export interface PushFailure {
  readonly path: string;
  readonly slug: string;
  readonly message: string;
  readonly fix: string;
  /** As of a command that fails by it. */
  readonly exitCode: number;
}

interface How {
  readonly root: string;
  readonly client: PromptsGptClient;
  readonly signal?: AbortSignal;
}

/** One after the other; of each the manifest is told at once, so that a kill loses nothing. */
export async function publish(
  ready: readonly (Candidate & { readonly base: number })[],
  how: How,
): Promise<{ readonly published: readonly Published[]; readonly failed: readonly PushFailure[] }> {
  const published: Published[] = [];
  const failed: PushFailure[] = [];
  for (const one of ready) {
    const { path, slug } = one;
    try {
      published.push(await publishOne(one, how));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { message, fix, exitCode } = error;
      failed.push({ path, slug, message, fix, exitCode: error instanceof AuthError ? exitCode : 1 });
    }
  }
  return { published, failed };
}

async function publishOne(
  one: Candidate & { readonly base: number },
  { root, client, signal }: How,
): Promise<Published> {
  const { path, slug, draft, base } = one;
  const pack = await client.putPrompt(slug, draft, { ifMatch: base, ...(signal === undefined ? {} : { signal }) });
  const { version } = pack;
  if (pack.slug !== slug || version <= base)
    throw new ExecutionError(
      `The registry took ${slug} and answers that it is version ${version} of ${JSON.stringify(pack.slug)}.`,
      "Look at what it has: prompts-gpt sync --dry-run",
    );
  const content = formatPromptMarkdown({ ...draft, slug, version });
  try {
    const isNoted = await noteVersion(one, { root, version, content });
    await noteEntry(root, { slug, version, path, sha256: sha256(content) });
    return { path, slug, version, isNoted };
  } catch (error) {
    if (!(error instanceof NotReplaced)) throw error;
    const message = `It is published as version ${version}, which could not be noted: ${relative(root, error.path)} cannot be written (${codeOf(error.cause) ?? "unknown"}).`;
    throw new ExecutionError(message, "Make room, or make it writable; then: prompts-gpt sync", { cause: error });
  }
}

interface Noted {
  readonly root: string;
  readonly version: number;
  /** The whole file, as a sync would write it. */
  readonly content: string;
}

/** A file without frontmatter becomes what a sync would write: the text in it is the same. */
async function noteVersion({ path, text }: Candidate, { root, version, content }: Noted): Promise<boolean> {
  const now = readOwn(root, path);
  const mark = now?.startsWith("\uFEFF") === true ? "\uFEFF" : "";
  if (now !== mark + text) return false;
  const changed = (await withVersion(text, version)) ?? (text.startsWith("---") ? undefined : fromLf(content, text));
  if (changed === undefined) return false;
  const lastLook = () => {
    if (readOwn(root, path) !== now) throw new ChangedMeanwhile();
  };
  return replace(root, { path, data: mark + changed, lastLook }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ChangedMeanwhile) return false;
      throw error;
    },
  );
}

/** While the disk was waited for. */
class ChangedMeanwhile extends Error {}

function replace(root: string, { path, ...file }: Pick<WholeFile, "path" | "data" | "lastLook">): Promise<void> {
  return replaceFiles([{ ...file, path: join(root, path), mode: undefined, isDerived: false }]);
}

async function noteEntry(root: string, entry: ManifestEntry): Promise<void> {
  const before = readOwn(root, MANIFEST);
  const manifest = new Map(before === undefined ? [] : parseManifest(before));
  const after = formatManifest(manifest.set(entry.slug, entry).values(), before);
  if (after !== before) await replace(root, { path: MANIFEST, data: after });
}
