import type { PromptPack } from "../contract/types.ts";
import { sha256 } from "../../sha256.ts";
import { fromLf, toLf } from "./line-ends.ts";
import type { Write } from "./apply.ts";
import type { Manifest, ManifestEntry } from "./manifest.ts";
import { mergeTexts } from "./merge.ts";
import type { Action } from "./plan.ts";
import { formatPromptMarkdown } from "./prompt-markdown.ts";

/** What became of one prompt. */
export type SyncedAs =
  | "created"
  | "updated"
  | "restored"
  | "merged"
  | "adopted"
  | "unchanged"
  /** Changed here, and the registry has nothing new. */
  | "edited"
  /** Changed here and there in the same place, or another file has its name: the registry's stands beside it. */
  | "conflict"
  /** Overwritten, with a copy of what stood there. */
  | "forced"
  | "removed"
  /** Gone from the registry, and kept. */
  | "orphaned"
  | "forgotten";

export interface Settled {
  readonly slug: string;
  readonly path: string;
  readonly as: SyncedAs;
  /** Where the registry's version stands (`conflict`), or what was overwritten (`forced`). From the project root. */
  readonly beside?: string;
  readonly writes: readonly Write[];
  /** Undefined: the manifest has it no more. */
  readonly entry: ManifestEntry | undefined;
}

export interface SettleOptions {
  /** Overwrite what somebody changed, after a copy of it was made. */
  readonly force: boolean;
  /** Remove what the registry has no more and nobody changed. */
  readonly prune: boolean;
  /** Folder for copies of what is overwritten, from the project root. */
  readonly backups: string;
  /** The version that both sides come from; undefined when it cannot be had. */
  readonly versionOf: (slug: string, version: number) => Promise<PromptPack | undefined>;
  /** What stands beside the file, of a conflict that nobody has settled yet. */
  readonly beside?: string | undefined;
}

/** Beside the file that it belongs to: no prompt, since it does not end in `.md`. */
export const INCOMING = ".incoming";

/** A folder for the copies of one sync. */
export function backupsAt(time: Date): string {
  return `.prompts-gpt/.backups/${time.toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
}

/** Decides what the plan leaves open: what can be merged, what is overwritten, what goes. */
export async function settle(action: Action, options: SettleOptions): Promise<Settled> {
  const { slug, path } = action;
  const quiet = (as: SyncedAs, entry: ManifestEntry | undefined): Settled => ({ slug, path, as, writes: [], entry });
  switch (action.kind) {
    case "create":
    case "restore":
    case "update":
      return {
        ...quiet(PAST[action.kind], action.entry),
        writes: [{ kind: "write", path, text: action.text }, ...settledBy(action, options)],
      };
    case "adopt":
      return { ...quiet("adopted", action.entry), writes: settledBy(action, options) };
    case "unchanged":
      return { ...quiet("unchanged", action.entry), writes: settledBy(action, options) };
    case "edited":
      if (options.force) return forced(action, options);
      if (options.beside === undefined) return quiet("edited", action.entry);
      return { ...quiet("conflict", action.entry), beside: path + INCOMING };
    case "taken":
      return options.force ? forced(action, options) : conflict(action, options);
    case "merge":
      return options.force ? forced(action, options) : merged(action, options);
    case "orphan":
      if (action.isEdited || !options.prune) return quiet("orphaned", action.entry);
      return { ...quiet("removed", undefined), writes: [{ kind: "remove", path }] };
    case "forget":
      return quiet("forgotten", undefined);
  }
}

const PAST = { create: "created", restore: "restored", update: "updated" } as const;

type Clash = Extract<Action, { kind: "merge" | "taken" | "edited" }>;

async function merged(action: Extract<Action, { kind: "merge" }>, options: SettleOptions): Promise<Settled> {
  const { slug, path, base, local, incoming, entry } = action;
  // As long as it stands there, nobody has said that the last conflict is settled.
  if (options.beside !== undefined) return conflict(action, options);
  // Bytes that are no UTF-8 have become this character, and would be lost when it is written.
  if (local.includes("\uFFFD")) return conflict(action, options);
  const pack = await options.versionOf(slug, base.version);
  const common = pack === undefined ? undefined : formatPromptMarkdown(pack);
  // Another version of this program may have written the file otherwise: then nobody knows what was changed.
  if (common === undefined || sha256(common) !== base.sha256) return conflict(action, options);
  const text = mergeTexts({ base: common, local: withVersion(toLf(local), base.version), incoming });
  if (text === undefined) return conflict(action, options);
  return { slug, path, as: "merged", writes: [{ kind: "write", path, text: fromLf(text, local) }], entry };
}

/** Who settled a conflict by hand had no reason to count up: the line is ours, and no edit. */
function withVersion(text: string, version: number): string {
  return text.replace(VERSION_LINE, (_line, before: string) => `${before}version: ${version}\n`);
}

const VERSION_LINE = /^(---\n(?:(?!---\n).*\n)*?)version: \d+\n/;

/** The file stays. The manifest takes the new version for the common one: what is in the file counts as an edit of it. */
function conflict(action: Clash, options: SettleOptions): Settled {
  const { slug, path, local, incoming, entry } = action;
  const beside = path + INCOMING;
  const write: Write = { kind: "write", path: beside, text: fromLf(incoming, local) };
  return { slug, path, as: "conflict", beside, writes: [...copyOfBeside(action, options), write], entry };
}

function forced(action: Clash, options: SettleOptions): Settled {
  const { slug, path, local, incoming, entry } = action;
  const beside = backupOf(path, options);
  const writes: Write[] = [
    ...copyOfBeside(action, options),
    { kind: "copy", path, to: beside },
    { kind: "write", path, text: fromLf(incoming, local) },
    ...(options.beside === undefined ? [] : [{ kind: "remove", path: path + INCOMING } as const]),
  ];
  return { slug, path, as: "forced", beside, writes, entry };
}

interface AsRegistryHas {
  readonly path: string;
  readonly base?: ManifestEntry | undefined;
  readonly entry: ManifestEntry;
}

/** A file that is what the registry has is in no conflict: what we put beside it is of no more use. */
function settledBy({ path, base, entry }: AsRegistryHas, { beside }: SettleOptions): Write[] {
  const isOfUs = isOurs(beside, entry) || (base !== undefined && isOurs(beside, base));
  return isOfUs ? [{ kind: "remove", path: path + INCOMING }] : [];
}

/** Of what stands beside the file, when somebody has worked on it. */
function copyOfBeside(action: Clash, options: SettleOptions): Write[] {
  const last = action.kind === "merge" ? action.base : action.entry;
  if (options.beside === undefined || isOurs(options.beside, last) || isOurs(options.beside, action.entry)) return [];
  const path = action.path + INCOMING;
  return [{ kind: "copy", path, to: backupOf(path, options) }];
}

function isOurs(text: string | undefined, { sha256: digest }: ManifestEntry): boolean {
  return text !== undefined && sha256(toLf(text)) === digest;
}

function backupOf(path: string, { backups }: SettleOptions): string {
  return `${backups}/${path.replace(".prompts-gpt/", "")}`;
}

/** The manifest after all of it: what was not looked at stays. */
export function manifestAfter(before: Manifest, settled: readonly Settled[]): Manifest {
  const after = new Map(before);
  for (const { slug, entry } of settled) {
    if (entry === undefined) after.delete(slug);
    else after.set(slug, entry);
  }
  return after;
}
