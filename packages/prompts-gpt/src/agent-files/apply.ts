import { lstatSync, mkdirSync, realpathSync, rmdirSync, rmSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { codeOf } from "../error-code.ts";
import { ExecutionError } from "../errors.ts";
import { removeLeftDrafts } from "../left-drafts.ts";
import { NotReplaced, replaceFiles, type WholeFile } from "../replace-file.ts";
import { type AgentFile, UNREAD } from "./agent-file.ts";
import { contentOf } from "./existing.ts";

/**
 * Writes and deletes what a plan says, each file whole or not at all, none through a link. The first that fails ends it
 * with an ExecutionError, so does one that was changed meanwhile; what was done before stays, and a new plan holds the rest.
 */
export async function applyAgentFiles(place: string, files: Iterable<AgentFile>): Promise<void> {
  const root = realpathSync.native(place);
  const done: Done = { removed: [], written: new Map() };
  await replaceFiles(wholeFiles(root, files, done)).catch((error: unknown) => {
    throw error instanceof NotReplaced ? notWritten(relative(root, error.path), error.cause) : error;
  });
  for (const [folder, names] of done.written) removeLeftDrafts(join(root, folder), (name) => names.has(name));
  for (const file of done.removed) {
    asSeen(root, file);
    attempt(file.path, () => remove(join(root, file.path)));
  }
}

interface Done {
  /** To be. */
  readonly removed: AgentFile[];
  /** Names of files by their folder. */
  readonly written: Map<string, Set<string>>;
}

/** The folder of each is there when it comes. What is to go is noted, and what was written. */
function* wholeFiles(root: string, files: Iterable<AgentFile>, { removed, written }: Done): Generator<WholeFile> {
  const opened = new Set(["."]);
  for (const file of files) {
    const folder = dirname(file.path);
    attempt(folder, () => openFolder(root, folder, opened));
    const path = join(root, file.path);
    const mode = attempt(file.path, () => modeOf(path, file));
    if ("text" in file) {
      written.set(folder, (written.get(folder) ?? new Set()).add(basename(path)));
      yield { path, data: file.text, mode, isDerived: file.isOurs, lastLook: () => asSeen(root, file) };
    } else removed.push(file);
  }
}

function attempt<Found>(path: string, act: () => Found): Found {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof ExecutionError) throw cause;
    throw notWritten(path, cause);
  }
}

function notWritten(path: string, cause: unknown): ExecutionError {
  const message = `${path} cannot be written (${codeOf(cause) ?? "unknown"}).`;
  return new ExecutionError(message, "Make room, or make it writable; then try again.", { cause });
}

/** Makes it and those it stands in. Each is looked at after it was made: somebody may have put a link there meanwhile. */
function openFolder(root: string, folder: string, opened: Set<string>): void {
  if (opened.has(folder)) return;
  openFolder(root, dirname(folder), opened);
  try {
    mkdirSync(join(root, folder));
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
  if (lstatSync(join(root, folder)).isDirectory()) opened.add(folder);
  else throw inTheWay(folder);
}

/** Of the file that stands there; undefined when none did. */
function modeOf(path: string, file: AgentFile): number | undefined {
  if (file.seen === undefined) return undefined;
  const info = lstatSync(path, { throwIfNoEntry: false });
  if (info && !info.isFile()) throw inTheWay(file.path);
  return info === undefined ? undefined : info.mode & 0o777;
}

/** A file may be open in somebody's editor, and its folder a link by now. `root` is the real one. */
function asSeen(root: string, { path, seen }: AgentFile): void {
  const folder = dirname(path);
  const isStill = attempt(folder, () => realpathSync.native(join(root, folder)) === join(root, folder));
  if (!isStill) throw inTheWay(folder);
  if (isSame(contentOf(join(root, path)), seen)) return;
  throw new ExecutionError(`${path} was changed in the meantime, and was left as it is.`, "prompts-gpt sync");
}

function isSame(now: Uint8Array | undefined, seen: Uint8Array | undefined): boolean {
  if (now === undefined || now === UNREAD || seen === undefined) return now === seen;
  return Buffer.compare(now, seen) === 0;
}

function inTheWay(path: string): ExecutionError {
  const message = `${path} is a link, stands behind one, or is of another kind: nothing was written there.`;
  return new ExecutionError(message, `Look at it, and delete or rename it: ls -l ${path}`);
}

/** The folders of a skill go with their last file, unless there is something else in them. */
function remove(path: string): void {
  rmSync(path, { force: true });
  const depth = FOLDERS[basename(path)] ?? 0;
  for (let folder = dirname(path), left = depth; left > 0; folder = dirname(folder), left--) {
    try {
      rmdirSync(folder);
    } catch (error) {
      if (codeOf(error) !== "ENOTEMPTY" && codeOf(error) !== "EEXIST") throw error;
      return;
    }
  }
}

/** How many folders a file has for itself. */
const FOLDERS: Readonly<Record<string, number>> = { "SKILL.md": 1, "openai.yaml": 2 };
