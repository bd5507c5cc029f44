import type { AgentPrompt } from "../agent-files/agent-prompt.ts";
import { ConfigError, ExecutionError } from "../errors.ts";
import type { PullOptions, Pulled, PullPromptsQuery, PromptsGptClient } from "../registry/client.ts";
import { DEFAULT_TIMEOUT_MS, LONGEST_TIMEOUT_MS } from "../registry/client-options.ts";
import { deadline } from "../registry/deadline.ts";
import type { PackProblem } from "../registry/packs.ts";
import { notThere } from "../registry/problem.ts";
import { changesManifest } from "../registry/sync/apply.ts";
import { backupsAt, type SyncedAs } from "../registry/sync/settle.ts";
import { finishSync, prepareSync } from "../registry/sync/sync.ts";
import type { Finding } from "../finding.ts";
import { invisibleFindings } from "../prompts/invisible.ts";
import { type AgentFilesResult, writeAgentFilesOf } from "./agent-files.ts";
import { withLibrary } from "./library-lock.ts";
import { openPlace } from "./place.ts";
import { openRegistry, type RegistryPlace } from "./registry.ts";
import { promptsAfter } from "./prompts-after.ts";
import { type SyncedPrompt, syncedPrompt } from "./synced-prompt.ts";

export interface SyncInput extends RegistryPlace, Pick<PullOptions, "onProgress"> {
  /** Only these prompts. Then nothing is taken for gone, and nothing is pruned. */
  readonly query?: PullPromptsQuery;
  /** This version of the one prompt `query.slug`, in place of the latest. */
  readonly version?: number;
  /** Remove files of prompts that the registry has no more; never one that somebody changed. */
  readonly prune?: boolean;
  /** Let the registry win over local changes, of which a copy is kept. */
  readonly force?: boolean;
  /** Names of `docs/agent-files.md`; none: no agent files. Default: `agentFiles` of the configuration, else those in use. */
  readonly targets?: readonly string[];
  /** Say what would be done; write nothing. */
  readonly dryRun?: boolean;
  /** The same, and `ok` only when there is nothing to do. */
  readonly check?: boolean;
  /** The same, and `ok` only when nothing that is shared was changed here either: see {@link SyncedPrompt.localKeys}. */
  readonly frozen?: boolean;
}

export interface SyncResult {
  readonly schemaVersion: 1;
  /** Nothing is left to do: no conflict, nothing that had to be left out, no agent file that could not be written. */
  readonly ok: boolean;
  readonly apiUrl: string;
  readonly prompts: readonly SyncedPrompt[];
  /** What the registry sent and cannot be a prompt. */
  readonly problems: readonly PackProblem[];
  /** Warnings: characters that nobody sees in what came. */
  readonly findings: readonly Finding[];
  readonly agentFiles: AgentFilesResult;
  /** How many files were written or removed, or would be when `applied` is false. */
  readonly changes: number;
  readonly applied: boolean;
}

/**
 * Makes the library what the registry has, then the agent files what the library has. What somebody changed is merged, or
 * kept with the registry's version beside it; a sync after a sync writes nothing. Of several at once each waits for the
 * one before; so that none waits long, all that one asks takes four times `timeoutMs` at most (two minutes by default).
 * Rejects when the registry cannot be reached, refuses, or takes longer: then nothing was written.
 */
export async function syncPrompts(input: SyncInput = {}): Promise<SyncResult> {
  const { loaded, env } = await openPlace(input);
  const { root, client, apiUrl } = await openRegistry(input);
  const targets = input.targets ?? loaded.config.agentFiles;
  const project = { root, client, targets, apiUrl };
  // A look alone needs no turn, and must do without a folder that can be written.
  return await (isLook(input)
    ? sync(input, project)
    : withLibrary({ root, env, signal: input.signal }, () => sync(input, project)));
}

interface Project {
  readonly root: string;
  readonly client: PromptsGptClient;
  readonly targets: readonly string[] | undefined;
  readonly apiUrl: string;
}

async function sync(input: SyncInput, project: Project): Promise<SyncResult> {
  const { root, targets, apiUrl } = project;
  const { prompts, ...library } = await syncLibrary(input, project);
  const agentFiles = await writeAgentFilesOf(prompts, { root, targets, dryRun: isLook(input) });
  return resultOf({ ...library, agentFiles, apiUrl }, input);
}

interface LibraryDone extends Pick<SyncResult, "problems" | "findings" | "changes"> {
  readonly synced: SyncResult["prompts"];
  /** For agent files; none when there are to be none. */
  readonly prompts: readonly AgentPrompt[];
}

/** The library alone. The texts that it took are let go with its plan: of ten thousand prompts they are 40 MB. */
async function syncLibrary(input: SyncInput, { root, client, targets, apiUrl }: Project): Promise<LibraryDone> {
  const { prune = false, force = false, timeoutMs = DEFAULT_TIMEOUT_MS } = input;
  using asking = deadline(
    { ms: 4 * Math.min(timeoutMs, LONGEST_TIMEOUT_MS), who: `The registry at ${apiUrl}` },
    input.signal,
  );
  const call = { signal: asking.signal };
  const pulled = await pullFrom(client, { ...input, ...call });
  const planned = await prepareSync({
    root,
    pulled,
    isComplete: Object.values(input.query ?? {}).every((condition) => condition === undefined),
    // The registry may have forgotten an old version: then both sides are shown.
    versionOf: (slug, version) => client.getPrompt(slug, { ...call, version }).catch(notThere),
    prune,
    force,
    backups: backupsAt(new Date()),
  });
  const { settled, problems, changes } = planned;
  input.signal?.throwIfAborted(); // the last moment: what has begun is finished
  if (!isLook(input)) await finishSync(root, planned);
  return {
    synced: await withLocalKeys(settled.map(syncedPrompt), { root, pulled }),
    problems,
    findings: changes.writes.flatMap((write) =>
      write.kind === "write" ? invisibleFindings(write.text, write.path) : [],
    ),
    changes: changes.writes.length + (changesManifest(changes.manifest) ? 1 : 0),
    prompts: targets?.length === 0 ? [] : await promptsAfter(root, planned, pulled),
  };
}

/** Of what was edited, what stays here by its nature: no registry has a place for it. */
async function withLocalKeys(
  synced: readonly SyncedPrompt[],
  { root, pulled }: { readonly root: string; readonly pulled: Pulled },
): Promise<SyncedPrompt[]> {
  if (!synced.some(({ as }) => as === "edited")) return [...synced];
  const { localKeys } = await import("./local-keys.ts");
  const packs = new Map(pulled.prompts.map((pack) => [pack.slug, pack]));
  const told: SyncedPrompt[] = [];
  for (const one of synced) {
    const pack = one.as === "edited" ? packs.get(one.slug) : undefined;
    const keys = pack === undefined ? undefined : await localKeys(root, one.path, pack);
    told.push(keys === undefined ? one : { ...one, localKeys: keys });
  }
  return told;
}

function isLook({ dryRun = false, check = false, frozen = false }: SyncInput): boolean {
  return dryRun || check || frozen;
}

async function pullFrom(
  client: PromptsGptClient,
  { query = {}, version, signal, onProgress }: SyncInput,
): Promise<Pulled> {
  const call = signal === undefined ? {} : { signal };
  if (version === undefined) {
    const pulled = await client.pull(query, { ...call, ...(onProgress === undefined ? {} : { onProgress }) });
    if (query.slug === undefined || pulled.prompts.length + pulled.problems.length > 0) return pulled;
    throw new ExecutionError(
      `The registry sent no prompt ${JSON.stringify(query.slug)}.`,
      "prompts-gpt pull --dry-run",
    );
  }
  if (query.slug === undefined)
    throw new ConfigError(
      "A version is one of a prompt, and none was named.",
      `prompts-gpt pull --slug <slug> --version ${version}`,
    );
  return { prompts: [await client.getPrompt(query.slug, { ...call, version })], problems: [] };
}

interface Done extends Omit<LibraryDone, "prompts">, Pick<SyncResult, "agentFiles" | "apiUrl"> {}

function resultOf({ synced, problems, findings, changes, agentFiles, apiUrl }: Done, input: SyncInput): SyncResult {
  const count = changes + agentFiles.written.length + agentFiles.removed.length;
  const bad: readonly SyncedAs[] = input.frozen === true ? ["conflict", "edited", "orphaned"] : ["conflict"];
  const isBad = ({ as, localKeys }: SyncedPrompt) => bad.includes(as) && localKeys === undefined;
  return {
    schemaVersion: 1,
    ok:
      problems.length === 0 &&
      !synced.some(isBad) &&
      agentFiles.findings.every(({ severity }) => severity !== "error") &&
      (count === 0 || !(input.check === true || input.frozen === true)),
    apiUrl,
    prompts: synced,
    problems,
    findings,
    agentFiles,
    changes: count,
    applied: !isLook(input),
  };
}
