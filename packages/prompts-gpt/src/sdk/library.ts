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
  /** Since it was synced; null: no sync wrote it. */
  readonly modified: boolean | null;
  /** False when the file does not hold: `prompts-gpt validate` says why. */
  readonly valid: boolean;
}

/** The prompts of the library, sorted by path. A broken one is listed as not valid. */
export async function listPrompts(place: Place = {}): Promise<PromptEntry[]> {
  const { loaded } = await openPlace(place);
  const { libraryState } = await import("../registry/sync/library-state.ts");
  const { files } = await libraryState(loaded.root);
  const states = new Map(files.map(({ entry, state }) => [entry.path, state]));
  return (await listLibrary(loaded.root)).map((entry) => entryOf(entry, states.get(entry.relativePath)));
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
