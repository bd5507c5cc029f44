import type { PullPromptsQuery } from "../registry/client.ts";
import type { PackProblem } from "../registry/packs.ts";
import type { Settled, SyncedAs } from "../registry/sync/settle.ts";
import { finishSync, prepareSync } from "../registry/sync/sync.ts";
import { openRegistry, type RegistryPlace } from "./registry.ts";

export interface SyncInput extends RegistryPlace {
  /** Only these prompts. Then nothing is taken for gone, and nothing is pruned. */
  readonly query?: PullPromptsQuery;
  /** Remove files of prompts that the registry has no more; never one that somebody changed. */
  readonly prune?: boolean;
  /** Let the registry win over local changes, of which a copy is kept. */
  readonly force?: boolean;
  /** Say what would be done; write nothing. */
  readonly dryRun?: boolean;
}

/** What became of one prompt. */
export interface SyncedPrompt {
  readonly slug: string;
  /** From the project root. */
  readonly path: string;
  readonly as: SyncedAs;
  /** `conflict`: where the registry's version stands. `forced`: what stood there before. From the project root. */
  readonly beside?: string;
}

export interface SyncResult {
  readonly schemaVersion: 1;
  /** No conflict, and nothing that the registry sent had to be left out. */
  readonly ok: boolean;
  readonly apiUrl: string;
  readonly prompts: readonly SyncedPrompt[];
  readonly problems: readonly PackProblem[];
  /** How many files were written or removed, or would be with `dryRun`. */
  readonly changes: number;
  readonly applied: boolean;
}

/**
 * Makes the library what the registry has. What somebody changed is merged, or kept with the registry's version beside
 * it; a sync after a sync writes nothing. Rejects when the registry cannot be reached or refuses: then nothing was written.
 */
export async function syncPrompts({
  query = {},
  prune = false,
  force = false,
  dryRun = false,
  ...place
}: SyncInput = {}): Promise<SyncResult> {
  const { root, client, apiUrl } = await openRegistry(place);
  const backups = `.prompts-gpt/.backups/${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  const planned = await prepareSync({ root, client, query, prune, force, backups, signal: place.signal });
  if (!dryRun) await finishSync(root, planned);
  const { settled, problems, changes } = planned;
  return {
    schemaVersion: 1,
    ok: problems.length === 0 && settled.every(({ as }) => as !== "conflict"),
    apiUrl,
    prompts: settled.map(shown),
    problems,
    changes: changes.writes.length,
    applied: !dryRun,
  };
}

function shown({ slug, path, as, beside }: Settled): SyncedPrompt {
  return { slug, path, as, ...(beside === undefined ? {} : { beside }) };
}
