import { UserError } from "../../errors.ts";
import type { Advice } from "../../finding.ts";
import { sha256 } from "../../sha256.ts";
import { readOwn } from "./library-files.ts";
import { toLf } from "./line-ends.ts";
import { MANIFEST, type ManifestEntry, parseManifest } from "./manifest.ts";
import { INCOMING } from "./settle.ts";

/** How a prompt's file stands to what was synced. */
export type SyncedState =
  | "synced"
  /** Changed since. */
  | "edited"
  /** The registry's version stands beside it, and waits to be settled. */
  | "conflict"
  /** The manifest has it, the folder does not. */
  | "missing";

/** One line of the manifest, and what there is of it. */
export interface LibraryFileState {
  readonly entry: ManifestEntry;
  readonly state: SyncedState;
  /** With `\n` at the ends of its lines; undefined when it is missing. */
  readonly text: string | undefined;
}

export interface LibraryState {
  /** By slug. */
  readonly files: readonly LibraryFileState[];
  /** What cannot be told: of the manifest, or of a file. */
  readonly findings: readonly Advice[];
}

/** What was synced and what became of it since. Asks nobody, writes nothing, and throws for nothing that is in a file. */
export async function libraryState(root: string): Promise<LibraryState> {
  const files: LibraryFileState[] = [];
  const findings: Advice[] = [];
  const tell = { findings };
  for (const entry of (await attempt(() => readManifest(root), { ...tell, file: MANIFEST })) ?? []) {
    const file = await attempt(() => stateOf(root, entry), { ...tell, file: entry.path });
    if (file !== undefined) files.push(file);
  }
  return { files: files.toSorted((a, b) => (a.entry.slug < b.entry.slug ? -1 : 1)), findings };
}

async function readManifest(root: string): Promise<ManifestEntry[]> {
  const text = readOwn(root, MANIFEST);
  return text === undefined ? [] : [...parseManifest(text).values()];
}

async function stateOf(root: string, entry: ManifestEntry): Promise<LibraryFileState> {
  const local = readOwn(root, entry.path);
  if (local === undefined) return { entry, state: "missing", text: undefined };
  const text = toLf(local);
  if (readOwn(root, entry.path + INCOMING) !== undefined) return { entry, state: "conflict", text };
  return { entry, state: sha256(text) === entry.sha256 ? "synced" : "edited", text };
}

/** What does not hold becomes a finding. */
async function attempt<T>(
  act: () => Promise<T>,
  { findings, file }: { readonly findings: Advice[]; readonly file: string },
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, fix } = error;
    findings.push({ severity: "error", code: "manifest", file, message: message.replace(`${file} `, ""), fix });
    return undefined;
  }
}

/** What `validate` says about the manifest: errors where a sync would refuse, warnings where one is due. */
export function manifestFindings({ files, findings }: LibraryState): Advice[] {
  return [...findings, ...files.flatMap(findingOf)];
}

function findingOf({ entry: { path, slug }, state }: LibraryFileState): Advice[] {
  const warning = { severity: "warning", file: path } as const;
  if (state === "missing")
    return [
      {
        ...warning,
        code: "manifest.missing",
        message: `The manifest has the prompt "${slug}", and its file is gone.`,
        fix: "prompts-gpt sync",
      },
    ];
  if (state !== "conflict") return [];
  const fix = `Put together what you want, then: rm ${path}${INCOMING}`;
  return [{ ...warning, code: "manifest.conflict", message: "The registry's version waits beside it.", fix }];
}
