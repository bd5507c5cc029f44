import { dirname } from "node:path";
import type { PromptsGptClient, PullPromptsQuery } from "../client.ts";
import { type PackProblem, sha256 } from "../packs.ts";
import { NotFoundError } from "../problem.ts";
import { applyChanges, type Changes } from "./apply.ts";
import { toLf } from "./line-ends.ts";
import { readFileIn, readOwn, refuseLinkedFolders } from "./library-files.ts";
import { type Manifest, MANIFEST, parseManifest } from "./manifest.ts";
import { readPending } from "./pending.ts";
import { type Action, pathOf, planSync } from "./plan.ts";
import { INCOMING, manifestAfter, settle, type Settled } from "./settle.ts";

export interface SyncWish {
  readonly root: string;
  readonly client: PromptsGptClient;
  readonly query: PullPromptsQuery;
  readonly prune: boolean;
  readonly force: boolean;
  readonly backups: string;
  readonly signal?: AbortSignal | undefined;
}

/** A sync that has been thought through: what would change, and nothing has. */
export interface PlannedSync {
  readonly settled: readonly Settled[];
  readonly problems: readonly PackProblem[];
  readonly changes: Changes;
}

/** Asks the registry, looks at the files, and says what is to be done. */
export async function prepareSync({ root, client, query, signal, ...wish }: SyncWish): Promise<PlannedSync> {
  const call = signal === undefined ? {} : { signal };
  const { prompts, problems } = await client.pull(query, call);
  const before = readOwn(root, MANIFEST);
  const written: Manifest = before === undefined ? new Map() : parseManifest(before);
  const noted = readPending(root);
  const pending: Manifest = noted ?? new Map();
  const paths = new Set([...written.values(), ...pending.values()].map(({ path }) => path));
  for (const pack of prompts) paths.add(pathOf(pack, written.get(pack.slug)));
  const files = readAll(root, paths);
  const manifest = withPending({ written, pending, files });
  // A list with holes in it does not say what is gone.
  const isComplete = problems.length === 0 && Object.values(query).every((condition) => condition === undefined);
  const settled: Settled[] = [];
  for (const action of planSync({ remote: prompts, isComplete, manifest, files })) {
    settled.push(await settleOne(action, { root, client, call, ...wish }));
  }
  return {
    settled,
    problems,
    changes: {
      writes: settled.flatMap(({ writes }) => writes),
      manifest: { before, after: manifestAfter(manifest, settled) },
      wasKilled: noted !== undefined,
    },
  };
}

/** Carries it out. */
export function finishSync(root: string, { changes }: PlannedSync): Promise<void> {
  return applyChanges(root, changes);
}

async function settleOne(action: Action, { root, client, call, ...wish }: Omit<SyncWish, "query"> & { call: object }) {
  const settled = await settle(action, {
    ...wish,
    versionOf: (slug, version) => client.getPrompt(slug, { ...call, version }).catch(notThere),
  });
  if (settled.as !== "edited") return settled;
  // As long as it stands there, nobody has said that it is settled.
  const beside = settled.path + INCOMING;
  return readOwn(root, beside) === undefined ? settled : { ...settled, as: "conflict" as const, beside };
}

/** The registry may have forgotten an old version: then both sides are shown. That it cannot be reached is another matter. */
function notThere(error: unknown): undefined {
  if (error instanceof NotFoundError) return undefined;
  throw error;
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
