import type { Finding } from "../finding.ts";
import type { PromptFile } from "../prompts/prompt.ts";
import { findPromptFile } from "../prompts/find.ts";
import { type LibraryEntry, listLibrary } from "../prompts/library.ts";
import { readPromptFile } from "../prompts/prompt-file.ts";
import type { SyncedState } from "../registry/sync/library-state.ts";
import { openPlace, type Place } from "./place.ts";

/** A prompt of the library. */
export interface PromptEntry {
  /** `sweep`: it stands in `sweeps/`. */
  readonly kind: LibraryEntry["kind"];
  /** From the project root. */
  readonly path: string;
  readonly slug: string;
  readonly title: string;
  readonly version: number | null;
  readonly tags: readonly string[];
  /** Since it was synced; null: no sync wrote it, or nobody can tell. */
  readonly modified: boolean | null;
  /** False when the file does not hold: `prompts-gpt validate` says why. */
  readonly valid: boolean;
}

export interface Library {
  /** Sorted by path. */
  readonly prompts: readonly PromptEntry[];
  /** Why it cannot be told what was synced: of the manifest, or of a file. */
  readonly findings: readonly Finding[];
}

/** The prompts of the library, sorted by path. A broken one is listed as not valid. */
export async function listPrompts(place: Place = {}): Promise<PromptEntry[]> {
  return [...(await readLibrary(place)).prompts];
}

/** The same, with what could not be told of them. */
export async function readLibrary(place: Place = {}): Promise<Library> {
  const { loaded } = await openPlace(place);
  const { libraryState } = await import("../registry/sync/library-state.ts");
  const { files, findings } = await libraryState(loaded.root);
  const states = new Map(files.map(({ entry, state }) => [entry.path, state]));
  const entries = await listLibrary(loaded.root);
  return { prompts: entries.map((entry) => entryOf(entry, states.get(entry.relativePath))), findings };
}

/** Reads one prompt file: a path, a file name or a slug; by default the only one there is. */
export async function readPrompt(place: Place & { readonly promptFile?: string }): Promise<PromptFile> {
  const { loaded, cwd } = await openPlace(place);
  return readPromptFile(await findPromptFile(loaded.root, place.promptFile, cwd), { root: loaded.root });
}

function entryOf({ kind, relativePath, prompt }: LibraryEntry, state: SyncedState | undefined): PromptEntry {
  return {
    kind,
    path: relativePath,
    slug: prompt?.slug ?? "",
    title: prompt?.title ?? "",
    version: prompt?.version ?? null,
    tags: prompt?.tags ?? [],
    modified: state === undefined ? null : state !== "synced",
    valid: prompt !== undefined,
  };
}
