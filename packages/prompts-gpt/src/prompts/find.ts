import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { ConfigError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { shellWord } from "../shell-word.ts";
import { stemOf } from "./formats.ts";
import { type LibraryFile, listLibrary, listLibraryFiles } from "./library.ts";

/** A list that fits on a screen. */
const SHOWN = 20;

/**
 * The absolute path of the prompt file that is meant: a path from `cwd` or from the root, a file name of the
 * library with or without `.md`, or a slug. With nothing given, the only prompt there is.
 */
export async function findPromptFile(root: string, nameOrPath: string | undefined, cwd: string): Promise<string> {
  if (nameOrPath === undefined) return await onlyPromptFile(root);
  for (const base of [cwd, root]) {
    const path = resolve(base, nameOrPath);
    if (await exists(path)) return path;
  }
  const files = await listLibraryFiles(root);
  const named = files.filter((file) => [basename(file.path), stemOf(file.path)].includes(nameOrPath));
  const meant = named.length > 0 ? named : await filesWithSlug(root, nameOrPath);
  const [first, ...others] = meant;
  if (first === undefined) throw notFound(nameOrPath, files);
  if (others.length === 0) return first.path;
  throw new ConfigError(
    `"${nameOrPath}" is the name of several prompt files.\n${list(meant)}`,
    `Give the path of one: prompts-gpt run ${shellWord(first.relativePath)}`,
  );
}

async function onlyPromptFile(root: string): Promise<string> {
  const files = (await listLibraryFiles(root)).filter((file) => file.kind === "prompt");
  const [first, ...others] = files;
  if (first === undefined) {
    const fix = 'Name a file (prompts-gpt run task.md), or give the text: prompts-gpt run --prompt "…"';
    throw new ConfigError("There is no prompt file in .prompts-gpt.", fix);
  }
  if (others.length === 0) return first.path;
  throw new ConfigError(
    `Which prompt file? There are several.\n${list(files)}`,
    `Name one: prompts-gpt run ${shellWord(first.relativePath)}`,
  );
}

async function filesWithSlug(root: string, slug: string): Promise<LibraryFile[]> {
  return (await listLibrary(root)).filter((entry) => entry.prompt?.slug === slug);
}

function notFound(name: string, files: readonly LibraryFile[]): ConfigError {
  const meant = nearest(
    basename(name),
    files.flatMap((file) => [basename(file.path), stemOf(file.path)]),
  );
  const message = `There is no prompt file "${name}".`;
  if (files.length === 0)
    return new ConfigError(`${message} The library .prompts-gpt is empty.`, "prompts-gpt run <path of a file>");
  const fix = `prompts-gpt run ${shellWord(meant ?? files[0]?.relativePath ?? "")}`;
  return new ConfigError(`${message} These are in the library:\n${list(files)}`, fix);
}

function list(files: readonly LibraryFile[]): string {
  const lines = files.slice(0, SHOWN).map((file) => `  ${file.relativePath}`);
  if (files.length > SHOWN) lines.push(`  and ${files.length - SHOWN} more`);
  return lines.join("\n");
}

async function exists(path: string): Promise<boolean> {
  // A folder of that name is no prompt file: the library may have one.
  return await stat(path).then(
    (info) => !info.isDirectory(),
    () => false,
  );
}
