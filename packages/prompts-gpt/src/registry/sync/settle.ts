import type { PromptPack } from "../contract/types.ts";
import { sha256 } from "../packs.ts";
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
}

/** Beside the file that it belongs to: no prompt, since it does not end in `.md`. */
export const INCOMING = ".incoming";

/** Decides what the plan leaves open: what can be merged, what is overwritten, what goes. */
export async function settle(action: Action, options: SettleOptions): Promise<Settled> {
  const { slug, path } = action;
  const quiet = (as: SyncedAs, entry: ManifestEntry | undefined): Settled => ({ slug, path, as, writes: [], entry });
  switch (action.kind) {
    case "create":
    case "restore":
    case "update":
      return { ...quiet(PAST[action.kind], action.entry), writes: [{ kind: "write", path, text: action.text }] };
    case "adopt":
      return quiet("adopted", action.entry);
    case "unchanged":
      return quiet("unchanged", action.entry);
    case "edited":
      return options.force ? forced(action, options) : quiet("edited", action.entry);
    case "taken":
      return options.force ? forced(action, options) : conflict(action);
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

type Clash = Extract<Action, { kind: "edited" | "merge" | "taken" }>;

async function merged(action: Extract<Action, { kind: "merge" }>, { versionOf }: SettleOptions): Promise<Settled> {
  const { slug, path, base, local, incoming, entry } = action;
  // Bytes that are no UTF-8 have become this character, and would be lost when it is written.
  if (local.includes("\uFFFD")) return conflict(action);
  const pack = await versionOf(slug, base.version);
  const common = pack === undefined ? undefined : formatPromptMarkdown(pack);
  // Another version of this program may have written the file otherwise: then nobody knows what was changed.
  if (common === undefined || sha256(common) !== base.sha256) return conflict(action);
  const text = mergeTexts({ base: common, local: toLf(local), incoming });
  if (text === undefined) return conflict(action);
  return { slug, path, as: "merged", writes: [{ kind: "write", path, text: fromLf(text, local) }], entry };
}

/** The file stays. The manifest takes the new version for the common one: what is in the file counts as an edit of it. */
function conflict({ slug, path, local, incoming, entry }: Clash): Settled {
  const beside = path + INCOMING;
  return {
    slug,
    path,
    as: "conflict",
    beside,
    writes: [{ kind: "write", path: beside, text: fromLf(incoming, local) }],
    entry,
  };
}

function forced({ slug, path, local, incoming, entry }: Clash, { backups }: SettleOptions): Settled {
  const beside = backupOf(path, backups);
  const writes: Write[] = [
    { kind: "copy", path, to: beside },
    { kind: "write", path, text: fromLf(incoming, local) },
  ];
  return { slug, path, as: "forced", beside, writes, entry };
}

/** Where the copy of a file goes before it is overwritten. */
export function backupOf(path: string, backups: string): string {
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
