import type { PromptPack } from "../contract/types.ts";
import { sha256 } from "../../sha256.ts";
import { fromLf, toLf } from "./line-ends.ts";
import type { Manifest, ManifestEntry } from "./manifest.ts";
import { formatPromptMarkdown } from "./prompt-markdown.ts";

/** What `sync` does with one prompt, and why. `text`: the whole file, in the line ends that it has. */
export type Action = { readonly slug: string; readonly path: string } & (
  | {
      readonly kind: "create" | "update" | "restore";
      readonly text: string;
      /** What was synced last. */
      readonly base: ManifestEntry | undefined;
      readonly entry: ManifestEntry;
    }
  /** The file is as it should be; only the manifest did not know. */
  | { readonly kind: "adopt"; readonly entry: ManifestEntry }
  | { readonly kind: "unchanged"; readonly entry: ManifestEntry }
  /** Somebody changed the file, and the registry has nothing new. */
  | { readonly kind: "edited"; readonly local: string; readonly incoming: string; readonly entry: ManifestEntry }
  /** Both changed: the version that both come from decides what can be merged. */
  | {
      readonly kind: "merge";
      readonly local: string;
      readonly incoming: string;
      readonly base: ManifestEntry;
      readonly entry: ManifestEntry;
    }
  /** A file of that name is somebody's own, and no sync wrote it. */
  | { readonly kind: "taken"; readonly local: string; readonly incoming: string; readonly entry: ManifestEntry }
  /** The registry has it no more. `isEdited`: somebody changed the file, so it stays. */
  | { readonly kind: "orphan"; readonly isEdited: boolean; readonly entry: ManifestEntry }
  /** Neither the registry nor the folder has it. */
  | { readonly kind: "forget" }
);

export interface SyncState {
  readonly remote: readonly PromptPack[];
  /** Whether `remote` is everything: only then is a prompt that is not in it gone. */
  readonly isComplete: boolean;
  readonly manifest: Manifest;
  /** What the files hold, by path from the project root; of a file that is not there, nothing. */
  readonly files: ReadonlyMap<string, string>;
}

/** What is to be done so that the folder has what the registry has, by slug. Pure: it reads nothing and writes nothing. */
export function planSync({ remote, isComplete, manifest, files }: SyncState): Action[] {
  const wanted = remote.map((pack) => actionFor(pack, { known: manifest.get(pack.slug), files }));
  const slugs = new Set(remote.map(({ slug }) => slug));
  const gone = isComplete ? [...manifest.values()].filter(({ slug }) => !slugs.has(slug)) : [];
  return [...wanted, ...gone.map((entry) => actionForGone(entry, files))].toSorted((a, b) =>
    a.slug < b.slug ? -1 : 1,
  );
}

/** Where the file of a prompt stands: where it stood, or where prompts of its kind do. */
export function pathOf({ slug, sweep }: Pick<PromptPack, "slug" | "sweep">, known: ManifestEntry | undefined): string {
  return known?.path ?? `.prompts-gpt/${sweep === undefined ? "" : "sweeps/"}${slug}.md`;
}

interface Here {
  readonly known: ManifestEntry | undefined;
  readonly files: ReadonlyMap<string, string>;
}

function actionFor(pack: PromptPack, { known, files }: Here): Action {
  const { slug, version } = pack;
  const path = pathOf(pack, known);
  const incoming = formatPromptMarkdown(pack);
  const entry: ManifestEntry = { slug, version, path, sha256: sha256(incoming) };
  const local = files.get(path);
  const common = { slug, path, entry };
  if (local === undefined)
    return { ...common, kind: known === undefined ? "create" : "restore", text: incoming, base: known };
  const here = toLf(local);
  const isKnown = known?.sha256 === entry.sha256 && known.version === version;
  if (here === incoming) return { ...common, kind: isKnown ? "unchanged" : "adopt" };
  if (known === undefined) return { ...common, kind: "taken", local, incoming };
  if (known.sha256 === sha256(here)) return { ...common, kind: "update", text: fromLf(incoming, local), base: known };
  if (isKnown) return { ...common, kind: "edited", local, incoming };
  return { ...common, kind: "merge", local, incoming, base: known };
}

function actionForGone(entry: ManifestEntry, files: ReadonlyMap<string, string>): Action {
  const { slug, path } = entry;
  const local = files.get(path);
  if (local === undefined) return { slug, path, kind: "forget" };
  return { slug, path, kind: "orphan", isEdited: sha256(toLf(local)) !== entry.sha256, entry };
}
