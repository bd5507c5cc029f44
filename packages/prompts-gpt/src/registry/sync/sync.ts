import { dirname } from "node:path";
import type { Pulled } from "../client.ts";
import type { PromptPack } from "../contract/types.ts";
import type { PackProblem } from "../packs.ts";
import { sha256 } from "../../sha256.ts";
import { applyChanges, type Changes, manifestChange } from "./apply.ts";
import { toLf } from "./line-ends.ts";
import { withoutClashes } from "./case-clashes.ts";
import { namesIn, readFileIn, readOwn, refuseLinkedFolders } from "./library-files.ts";
import { type Manifest, MANIFEST } from "./manifest.ts";
import { parseMergedManifest } from "./merged-manifest.ts";
import { readPending } from "./pending.ts";
import { pathOf, planSync } from "./plan.ts";
import { INCOMING, manifestAfter, settle, type Settled } from "./settle.ts";

export interface SyncWish {
  readonly root: string;
  /** What the registry has. */
  readonly pulled: Pulled;
  /** Whether that is everything: only then is a prompt that is not in it gone. */
  readonly isComplete: boolean;
  /** An earlier version; undefined when it cannot be had. */
  readonly versionOf: (slug: string, version: number) => Promise<PromptPack | undefined>;
  readonly prune: boolean;
  readonly force: boolean;
  readonly backups: string;
}

/** A sync that has been thought through: what would change, and nothing has. */
export interface PlannedSync {
  readonly settled: readonly Settled[];
  readonly problems: readonly PackProblem[];
  readonly changes: Changes;
}

/** Looks at the files and says what is to be done. */
export async function prepareSync({ root, pulled, isComplete, ...wish }: SyncWish): Promise<PlannedSync> {
  const before = readOwn(root, MANIFEST);
  const written: Manifest =
    before === undefined ? new Map() : parseMergedManifest(before, (path) => readOwn(root, path));
  const noted = readPending(root);
  const pending: Manifest = noted ?? new Map();
  refuseLinkedFolders(root, ".prompts-gpt/sweeps/");
  const { prompts, problems: clashes } = withoutClashes(root, { prompts: pulled.prompts, manifest: written });
  const problems = [...pulled.problems, ...clashes];
  const paths = new Set([...written.values(), ...pending.values()].map(({ path }) => path));
  for (const pack of prompts) paths.add(pathOf(pack, written.get(pack.slug)));
  const files = readAll(root, paths);
  const besides = besidesOf(root, paths);
  const manifest = withPending({ written, pending, files });
  const settled: Settled[] = [];
  // A list with holes in it does not say what is gone.
  const isWhole = isComplete && problems.length === 0;
  for (const action of planSync({ remote: prompts, isComplete: isWhole, manifest, files })) {
    settled.push(await settle(action, { ...wish, beside: besides.get(action.path + INCOMING) }));
  }
  return {
    settled,
    problems,
    changes: {
      writes: settled.flatMap(({ writes }) => writes),
      seen: new Map([...paths].flatMap((path) => [seenAt(path, files), seenAt(path + INCOMING, besides)])),
      manifest: manifestChange(before, manifestAfter(manifest, settled)),
      wasKilled: noted !== undefined,
    },
  };
}

/** Carries it out. */
export function finishSync(root: string, { changes }: PlannedSync): Promise<void> {
  return applyChanges(root, changes);
}

function seenAt(path: string, texts: ReadonlyMap<string, string>): [string, string | undefined] {
  return [path, texts.get(path)];
}

/** Of conflicts that nobody has settled: what stands beside files, by its own path. */
function besidesOf(root: string, paths: ReadonlySet<string>): Map<string, string> {
  const folders = new Set([...paths].map((path) => dirname(path)));
  const found = [...folders].flatMap((folder) => namesIn(root, folder).map((name) => `${folder}/${name}`));
  const meant = found.filter((path) => path.endsWith(INCOMING) && paths.has(path.slice(0, -INCOMING.length)));
  return readAll(root, meant);
}

function readAll(root: string, paths: Iterable<string>): Map<string, string> {
  const files = new Map<string, string>();
  const folders = new Set<string>();
  for (const path of paths) {
    if (!folders.has(dirname(path))) refuseLinkedFolders(root, path);
    folders.add(dirname(path));
    const text = readFileIn(root, path);
    if (text !== undefined) files.set(path, text);
  }
  return files;
}

interface Known {
  readonly written: Manifest;
  readonly pending: Manifest;
  readonly files: ReadonlyMap<string, string>;
}

/** A file that is exactly what a killed sync wanted to write is its work, and no edit. */
function withPending({ written, pending, files }: Known): Manifest {
  const known = new Map(written);
  for (const entry of pending.values()) {
    const text = files.get(entry.path);
    if (text !== undefined && sha256(toLf(text)) === entry.sha256) known.set(entry.slug, entry);
  }
  return known;
}
