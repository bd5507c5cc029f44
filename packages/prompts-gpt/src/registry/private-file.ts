import { constants } from "node:fs";
import { chmod, type FileHandle, lstat, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf } from "../error-code.ts";
import { AuthError, ExecutionError } from "../errors.ts";
import { DRAFT_END, replaceFile } from "../replace-file.ts";
import { unusable } from "./credentials.ts";

/** Windows knows neither; there the folder's own access list decides who reads. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const NO_WAIT = constants.O_NONBLOCK ?? 0;
const LARGEST = 16 * 1024;
const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
/** What an owner needs to work in a folder. */
const OWN_FOLDER = 0o700;
/** A draft this old is of a writer that was killed. */
const STALE_MS = 60_000;

/** Refuses a folder behind a link: the repository could lead a secret anywhere. Says whether there is one. */
export async function checkOwnFolder(folder: string): Promise<boolean> {
  const info = await lstat(folder).catch(absent);
  if (info === undefined) return false;
  if (info.isDirectory()) return true;
  const what = info.isSymbolicLink() ? "is a symbolic link, and credentials are not kept behind one" : "is no folder";
  throw new AuthError(`${folder} ${what}.`, `Look at it, then: mv ${folder} ${folder}.old && mkdir ${folder}`);
}

/** Makes it when there is none, and says whether it did; its owner may work in it, whatever the umask. */
export async function makeOwnFolder(folder: string): Promise<boolean> {
  if (await checkOwnFolder(folder)) return false;
  const isMade = await mkdir(folder).then(
    () => true,
    (error: unknown) => (codeOf(error) === "EEXIST" ? false : notWritten(folder, error)), // another writer was faster
  );
  await checkOwnFolder(folder);
  if (isMade) await chmod(folder, ((await lstat(folder)).mode & 0o7777) | OWN_FOLDER);
  return isMade;
}

export async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(absent)) !== undefined;
}

/** The text of a file that is this user's alone, closed to others first where it was open to them; nothing when there is none. */
export async function readPrivate(path: string): Promise<string | undefined> {
  const file = await openOwn(path);
  if (file === undefined) return undefined;
  try {
    await checkPrivate(path, file);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LARGEST + 1), 0, LARGEST + 1, 0);
    if (bytesRead > LARGEST) throw unusable(path, "is larger than 16 KiB");
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function openOwn(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | NO_FOLLOW | NO_WAIT);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "ELOOP") throw unusable(path, "is a symbolic link");
    if (code === "EISDIR") throw unusable(path, "is a folder");
    throw new AuthError(`${path} cannot be read (${code}).`, `ls -l ${path}`);
  }
}

/** What was opened, not what the path means a moment later. */
async function checkPrivate(path: string, file: FileHandle): Promise<void> {
  const info = await file.stat();
  if (info.isDirectory()) throw unusable(path, "is a folder");
  if (!info.isFile()) throw unusable(path, "is no regular file");
  if (info.nlink > 1) throw unusable(path, "has a second name (a hard link), and could be read under that");
  const user = process.geteuid?.();
  if (user === undefined) return; // Windows: modes mean nothing there
  if (info.uid !== user)
    throw new AuthError(`${path} belongs to another user (${info.uid}).`, `sudo chown "$(id -un)" ${path}`);
  if ((info.mode & OTHERS) === 0) return;
  await file.chmod(OWNER_ONLY).catch(() => {
    throw new AuthError(`${path} can be read by others, and that cannot be changed.`, `chmod 600 ${path}`);
  });
}

/**
 * Puts a whole file in the place of another, or none: whoever reads finds the old one or the new one. It is this user's
 * alone from its first byte on, whatever the umask, and no link is followed.
 */
export async function writePrivate(path: string, text: string): Promise<void> {
  await removeStaleDrafts(path);
  await replace(path, text, { mode: OWNER_ONLY });
}

/** The same, with what the system refuses as an error that says what to look at. */
export async function replace(path: string, data: string | Uint8Array, how: Parameters<typeof replaceFile>[2]) {
  await replaceFile(path, data, how).catch((error: unknown) => notWritten(path, error));
}

/** What a writer that was killed left behind holds a token too. */
async function removeStaleDrafts(path: string): Promise<void> {
  for (const draft of await staleDrafts(path)) await rm(draft, { force: true });
}

/** Files of writers of `path` that were killed. */
export async function staleDrafts(path: string): Promise<string[]> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []); // only tidying
  const drafts = names.filter((name) => name.startsWith(`${basename(path)}.`) && DRAFT_END.test(name));
  const stale: string[] = [];
  for (const draft of drafts.map((name) => join(folder, name))) {
    const info = await stat(draft).catch(absent);
    if (info !== undefined && Date.now() - info.mtimeMs > STALE_MS) stale.push(draft);
  }
  return stale;
}

function notWritten(path: string, error: unknown): never {
  const fix = `ls -ld ${dirname(path)} && df -h ${dirname(path)}`;
  throw new ExecutionError(`${path} cannot be written (${codeOf(error) ?? "unknown"}).`, fix, { cause: error });
}

export function absent(error: unknown): undefined {
  if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
  throw error;
}
