import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { importFormat } from "../agent-files/import-format.ts";
import { importPrompt } from "../agent-files/import-prompt.ts";
import { UserError } from "../errors.ts";
import type { Finding } from "../finding.ts";
import { listLibrary } from "../prompts/library.ts";
import { writeNewPrompt } from "../prompts/new-prompt.ts";
import { readPromptText } from "../prompts/read-prompt.ts";
import { validateText } from "../prompts/validate.ts";
import { shellWord } from "../shell-word.ts";
import { openPlace, type Place } from "./place.ts";

export interface ImportInput extends Place {
  /**
   * Files in one of the formats of `docs/agent-files.md`, or folders: of a folder, those directly in it and each
   * `SKILL.md` in a folder of it. From `cwd`.
   */
  readonly paths: readonly string[];
}

/** What became of one file. */
export interface ImportedFile {
  /** From the project root. */
  readonly from: string;
  /** The prompt file, from the project root; null when the file holds no prompt. */
  readonly path: string | null;
  /** `same`: it has been imported before. `taken`: another file stands there, or has the slug. `refused`: it holds no prompt. */
  readonly as: "imported" | "same" | "taken" | "refused";
  /** Errors: why not. Warnings: what could not be carried, with its line, and what `validate` says of the prompt file. */
  readonly findings: readonly Finding[];
}

export interface ImportResult {
  readonly schemaVersion: 1;
  /** Every file is in the library now. */
  readonly ok: boolean;
  readonly files: readonly ImportedFile[];
}

/** Makes prompt files of what other tools keep. No file is ever written over; nothing that is read is executed. */
export async function importPrompts({ paths, ...place }: ImportInput): Promise<ImportResult> {
  const { cwd, loaded } = await openPlace(place);
  const { root } = loaded;
  const taken = await takenNames(root);
  const files: ImportedFile[] = [];
  for (const path of paths.map((one) => resolve(cwd, one))) {
    const from = relative(root, path).replaceAll(sep, "/");
    const found = await filesAt(path);
    if (found === undefined) files.push(refused(from, "There is no such file.", FORMATS));
    if (found?.length === 0) files.push(refused(from, "There is nothing in it that can be imported.", FORMATS));
    for (const file of found ?? []) files.push(await importFile(file, { root, taken }));
  }
  return { schemaVersion: 1, ok: files.every(({ as }) => as === "imported" || as === "same"), files };
}

interface Library {
  readonly root: string;
  /** The file that has a slug, or stands where the slug's file would. */
  readonly taken: Map<string, string>;
}

async function takenNames(root: string): Promise<Map<string, string>> {
  const entries = await listLibrary(root);
  const prompts = entries.filter(({ kind }) => kind === "prompt");
  return new Map([
    ...prompts.map(({ relativePath }) => [basename(relativePath, ".md"), relativePath] as const),
    ...entries.flatMap(({ prompt, relativePath }) => (prompt ? [[prompt.slug, relativePath] as const] : [])),
  ]);
}

const FORMATS = "Name a .prompt.md, .prompt, SKILL.md, .mdc, .toml or .md file.";

/** In the order of their names. What is no file has no text: a pipe would be waited for. undefined: nothing is there. */
async function filesAt(path: string): Promise<string[] | undefined> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return undefined;
  if (!info.isDirectory()) return info.isFile() ? [path] : [];
  const entries = await readdir(path, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const at = join(path, entry.name);
    const file = entry.isDirectory() ? join(at, "SKILL.md") : at;
    const isThere = entry.isDirectory() ? (await stat(file).catch(() => undefined))?.isFile() === true : entry.isFile();
    if (isThere && importFormat(file) !== undefined) found.push(file);
  }
  return found;
}

async function importFile(file: string, { root, taken }: Library): Promise<ImportedFile> {
  const from = relative(root, file).replaceAll(sep, "/");
  const text = textOrError(file, from);
  if (typeof text !== "string") return refused(from, text.message, text.fix);
  const imported = await importPrompt({ path: from, text });
  if (!imported.ok) return { from, path: null, as: "refused", findings: imported.findings };
  const { slug } = imported;
  const path = `.prompts-gpt/${slug}.md`;
  const checked = await validateText(imported.text, { root, path });
  const findings = [...imported.findings, ...checked];
  if (checked.some(({ severity }) => severity === "error")) return { from, path: null, as: "refused", findings };
  if (!taken.has(slug) && (await writeNewPrompt(root, slug, imported.text))) {
    taken.set(slug, path);
    return { from, path, as: "imported", findings };
  }
  const at = taken.get(slug) ?? path;
  const there = textOrError(join(root, at), at);
  if (there === imported.text) return { from, path: at, as: "same", findings };
  return { from, path: at, as: "taken", findings: [takenFinding(from, at)] };
}

function takenFinding(file: string, at: string): Finding {
  const message = `${at} is there already, and was left as it is.`;
  const fix = `Compare the two; to have this one in its place: rm ${shellWord(at)} && prompts-gpt import ${shellWord(file)}`;
  return { severity: "error", code: "import.taken", file, message, fix };
}

function textOrError(path: string, file: string): string | UserError {
  try {
    return readPromptText(path, file);
  } catch (error) {
    return asUserError(error);
  }
}

function asUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

function refused(file: string, message: string, fix: string): ImportedFile {
  return {
    from: file,
    path: null,
    as: "refused",
    findings: [{ severity: "error", code: "import.refused", file, message, fix }],
  };
}
