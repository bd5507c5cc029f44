import { relative, resolve, sep } from "node:path";
import { processEnv } from "../config/environment.ts";
import { ConfigError } from "../errors.ts";
import type { Finding } from "../finding.ts";
import { findPromptFile } from "../prompts/find.ts";
import { listLibraryFiles } from "../prompts/library.ts";
import { secretsIn } from "../process/redact/secrets.ts";
import { notThere } from "../registry/problem.ts";
import { sha256 } from "../sha256.ts";
import { type Candidate, readCandidate, type Refused } from "../registry/push/candidate.ts";
import { publish, type Published, type PushFailure } from "../registry/push/publish.ts";
import { readOwn } from "../registry/sync/library-files.ts";
import { toLf } from "../registry/sync/line-ends.ts";
import { type Manifest, MANIFEST, parseManifest } from "../registry/sync/manifest.ts";
import { formatPromptMarkdown } from "../registry/sync/prompt-markdown.ts";
import { INCOMING } from "../registry/sync/settle.ts";
import { unifiedDiff } from "../registry/unified-diff.ts";
import { shellWord } from "../shell-word.ts";
import { withLibrary } from "./library-lock.ts";
import { openRegistry, type OpenedRegistry, type RegistryPlace } from "./registry.ts";

export interface PushInput extends RegistryPlace {
  /** Paths, file names or slugs. Default: every prompt file of the library that is not as it was synced. */
  readonly files?: readonly string[];
}

/** What would become of one file. */
export interface PushItem {
  /** From the project root. */
  readonly path: string;
  readonly slug: string;
  /**
   * `new`, `changed`: there is something to publish. `same`: the registry has just this. `behind`: the registry has a
   * version that this one was not made from. `refused`: it cannot be published.
   */
  readonly as: "new" | "changed" | "same" | "behind" | "refused";
  /** The registry's version that it was made from; 0: there is none. */
  readonly base: number;
  /** Unified, from what the registry has to what it would have. All that would be sent is in it, and the rest of what it has. */
  readonly diff: string;
  /** Keys of the file that are no part of what is published, dotted. */
  readonly left: readonly string[];
  /** Errors: why not. Warnings: what `validate` says. */
  readonly findings: readonly Finding[];
}

/** What would be published; nothing has been yet. */
export interface PushPreview {
  readonly schemaVersion: 1;
  readonly apiUrl: string;
  readonly items: readonly PushItem[];
  /** Publishes the `new` and the `changed`, exactly as they were read, one after the other. */
  apply(): Promise<PushResult>;
}

export interface PushResult {
  readonly published: readonly Published[];
  /** One that fails does not keep the others back. */
  readonly failed: readonly PushFailure[];
}

/**
 * Compares prompt files with the registry. Rejects with a {@link ConfigError} for a file that is not there, an
 * `AuthError` when the token is missing or refused, an `ExecutionError` when the registry cannot be reached.
 */
export async function previewPush({ files, ...place }: PushInput = {}): Promise<PushPreview> {
  const opened = await openRegistry(place);
  const { root, client, apiUrl } = opened;
  const cwd = resolve(place.cwd ?? ".");
  const env = place.env ?? processEnv();
  const text = readOwn(root, MANIFEST);
  const manifest: Manifest = text === undefined ? new Map() : parseManifest(text);
  const paths = await pathsOf(files, { root, cwd });
  const secrets = secretsIn(env);
  const read: (Candidate | Refused)[] = [];
  for (const file of paths) {
    read.push(await readCandidate({ path: resolve(root, file), file }, { root, secrets }));
  }
  const unchanged = files === undefined || files.length === 0 ? isAsSynced : () => false;
  const wanted = read.filter((one) => !unchanged(one, manifest));
  const look = { ...opened, manifest, signal: place.signal };
  const looked: Looked[] = [];
  for (const one of wanted) looked.push(await lookAt(one, { ...look, isTwice: isTwice(one, wanted) }));
  const items = looked.map(({ item }) => item);
  const ready = looked.flatMap(({ candidate, item }) =>
    candidate !== undefined && (item.as === "new" || item.as === "changed") ? [{ ...candidate, base: item.base }] : [],
  );
  const how = { root, client, ...(place.signal === undefined ? {} : { signal: place.signal }) };
  return {
    schemaVersion: 1,
    apiUrl,
    items,
    apply: () => withLibrary({ root, env, signal: place.signal }, () => publish(ready, how)),
  };
}

async function pathsOf(
  files: PushInput["files"] = [],
  { root, cwd }: { readonly root: string; readonly cwd: string },
): Promise<string[]> {
  const fromRoot = (path: string) => relative(root, path).replaceAll(sep, "/");
  if (files.length === 0) return (await listLibraryFiles(root)).map(({ relativePath }) => relativePath);
  const found: string[] = [];
  for (const file of files) found.push(fromRoot(await findPromptFile(root, file, cwd).catch(toPush)));
  return [...new Set(found)];
}

/** What is to be typed is no run. */
function toPush(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error;
  throw new ConfigError(error.message, error.fix.replace("prompts-gpt run", "prompts-gpt push"), { cause: error });
}

/** The file as the last sync left it: there is nothing of anybody's in it. */
function isAsSynced(one: Candidate | Refused, manifest: Manifest): boolean {
  if (!("text" in one)) return false;
  const known = manifest.get(one.slug);
  return known?.path === one.path && known.sha256 === sha256(toLf(one.text));
}

function isTwice({ slug, path }: Candidate | Refused, all: readonly (Candidate | Refused)[]): boolean {
  return slug !== "" && all.some((other) => other.slug === slug && other.path !== path);
}

interface Look extends OpenedRegistry {
  readonly manifest: Manifest;
  readonly isTwice: boolean;
  readonly signal: AbortSignal | undefined;
}

interface Looked {
  readonly item: PushItem;
  readonly candidate: Candidate | undefined;
}

async function lookAt(one: Candidate | Refused, look: Look): Promise<Looked> {
  const { path, slug, findings } = one;
  const none = { path, slug, base: 0, diff: "", left: [] };
  if (!("text" in one)) return { item: { ...none, as: "refused", findings }, candidate: undefined };
  const wrong = await wrongOf(one, look);
  if (wrong !== undefined) return { item: { ...none, as: "refused", findings: [wrong] }, candidate: undefined };
  const base = look.manifest.get(slug)?.version ?? 0;
  const call = look.signal === undefined ? {} : { signal: look.signal };
  const remote = await look.client.getPrompt(slug, call).catch(notThere);
  const { left } = one;
  const item = { path, slug, base, left, findings };
  const there = remote === undefined ? "" : formatPromptMarkdown(remote);
  const version = remote === undefined ? {} : { version: remote.version };
  const mine = formatPromptMarkdown({ ...one.draft, slug, ...version });
  if (there === mine) return { item: { ...item, as: "same", diff: "" }, candidate: one };
  const diff = unifiedDiff({ path, before: there, after: mine });
  const current = remote?.version ?? 0;
  if (current === base) return { item: { ...item, as: base === 0 ? "new" : "changed", diff }, candidate: one };
  const behind = behindFinding(one, { base, current });
  return { item: { ...item, as: "behind", diff: "", findings: [behind] }, candidate: one };
}

/** What no registry need be asked for. */
async function wrongOf({ path, slug }: Candidate, { root, manifest, isTwice }: Look): Promise<Finding | undefined> {
  const error = (code: string, message: string, fix: string): Finding => ({
    severity: "error",
    code,
    file: path,
    message,
    fix,
  });
  if (isTwice)
    return error("push.duplicate", `Another file has the slug ${slug} too.`, "Give one of them another slug.");
  const known = manifest.get(slug);
  if (known !== undefined && known.path !== path)
    return error("push.duplicate", `The prompt ${slug} is ${known.path} here.`, `Give ${path} another slug.`);
  const other = [...manifest.values()].find((entry) => entry.path === path && entry.slug !== slug);
  if (other !== undefined)
    return error(
      "push.renamed",
      `It was synced as the prompt ${other.slug}, and its slug is another one now.`,
      `Write slug: ${other.slug} in it; for a new prompt: cp ${shellWord(path)} .prompts-gpt/${slug}.md, then prompts-gpt sync --force`,
    );
  if (readOwn(root, path + INCOMING) === undefined) return undefined;
  return error(
    "push.conflict",
    `The registry's version that it is in conflict with still stands beside it.`,
    `Take over what you want from ${path}${INCOMING}, then: rm ${shellWord(path + INCOMING)}`,
  );
}

function behindFinding({ path, slug }: Candidate, { base, current }: { base: number; current: number }): Finding {
  const has = current === 0 ? "does not have it any more" : `has version ${current}`;
  const made = base === 0 ? "this file was made from none of it" : `this file was made from version ${base}`;
  return {
    severity: "error",
    code: "push.behind",
    file: path,
    message: `The registry ${has}, and ${made}.`,
    fix: current === 0 ? `Give it another slug than ${slug}, or: prompts-gpt sync` : "prompts-gpt sync",
  };
}
