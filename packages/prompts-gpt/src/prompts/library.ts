import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { codeOf } from "../error-code.ts";
import { ConfigError } from "../errors.ts";
import type { Finding } from "../finding.ts";
import { checkPromptFile } from "./prompt-file.ts";
import type { PromptFile } from "./prompt.ts";
import { LIBRARY } from "./read-prompt.ts";

/** A file of the library that is meant as a prompt. */
export interface LibraryFile {
  /** `sweep`: it stands in `sweeps/`. */
  readonly kind: "prompt" | "sweep";
  /** Absolute. */
  readonly path: string;
  /** From the project root, with `/`. */
  readonly relativePath: string;
}

export interface LibraryEntry extends LibraryFile {
  /** Absent when the file does not hold; `findings` says why. */
  readonly prompt?: PromptFile;
  readonly findings: readonly Finding[];
}

/** Every prompt file of the library, read and checked: a broken one is an entry with an error. */
export async function listLibrary(root: string): Promise<LibraryEntry[]> {
  const entries: LibraryEntry[] = [];
  // One after the other: a library of thousands must not use up the file descriptors.
  for (const file of await listLibraryFiles(root)) {
    entries.push({ ...file, ...(await checkPromptFile(file.path, { root })) });
  }
  return entries;
}

/** The prompt files of the library, unread. Prompts first, then sweeps, each sorted by name. */
export async function listLibraryFiles(root: string): Promise<LibraryFile[]> {
  const library = join(root, LIBRARY);
  const [prompts, sweeps] = await Promise.all([markdownFiles(library), markdownFiles(join(library, "sweeps"))]);
  return [
    ...prompts.map((path) => ({ kind: "prompt" as const, path, relativePath: fromRoot(root, path) })),
    ...sweeps.map((path) => ({ kind: "sweep" as const, path, relativePath: fromRoot(root, path) })),
  ];
}

async function markdownFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(nothingThere);
  const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const markdown = names.filter((name) => name.endsWith(".md") && !name.startsWith("."));
  // By code unit: the same order on every machine, whatever its locale.
  return markdown.toSorted().map((name) => join(folder, name));
}

function nothingThere(error: unknown): [] {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return [];
  throw new ConfigError(`The library cannot be read (${String(code)}).`, `Make ${LIBRARY} readable.`, { cause: error });
}

function fromRoot(root: string, path: string): string {
  return relative(root, path).replaceAll(sep, "/");
}
