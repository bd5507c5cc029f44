import { rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AuthError } from "../errors.ts";
import {
  checkCredentials,
  CREDENTIALS_FILE,
  formatCredentials,
  type LocalCredentials,
  parseCredentials,
} from "./credentials.ts";
import { keepOutOfGit } from "./git-ignore.ts";
import { checkOwnFolder, isThere, makeOwnFolder, readPrivate, writePrivate } from "./private-file.ts";

/** What git says of a file. */
export interface Tracking {
  /** Yes in doubt. */
  readonly isTracked: (path: string) => Promise<boolean>;
  /** Undefined outside a repository. */
  readonly isIgnored: (path: string) => Promise<boolean | undefined>;
}

/** What is stored for the project at `root`. */
export async function loadCredentials(root: string, git: Tracking): Promise<LocalCredentials | undefined> {
  const path = credentialsPath(root);
  if (!(await checkOwnFolder(dirname(path))) || !(await isThere(path))) return undefined;
  return readStored(path, git);
}

/** Stores them in the place of others that hold; what cannot be understood is not written over. Returns the path. */
export async function saveCredentials(root: string, given: LocalCredentials, git: Tracking): Promise<string> {
  const credentials = checkCredentials(given, "saveLocalCredentials");
  const path = credentialsPath(root);
  const isNew = await makeOwnFolder(dirname(path)); // git is asked from in there
  try {
    await readStored(path, git);
    await keepOutOfGit(path, git.isIgnored); // before there is a secret that `git add` could find
  } catch (error) {
    if (isNew) await rmdir(dirname(path)).catch(() => {}); // another writer has put something into it
    throw error;
  }
  await writePrivate(path, formatCredentials(credentials));
  return path;
}

async function readStored(path: string, git: Tracking): Promise<LocalCredentials | undefined> {
  if (await git.isTracked(path)) throw tracked(path);
  const text = await readPrivate(path);
  return text === undefined ? undefined : parseCredentials(text, path);
}

function credentialsPath(root: string): string {
  return join(root, ".prompts-gpt", CREDENTIALS_FILE);
}

function tracked(path: string): AuthError {
  return new AuthError(
    `git tracks ${path} (or will not say), so whoever has the repository has what is in it: it is not read.`,
    `git rm --cached ${path}   (and get a new token: the old one stays in the history)`,
  );
}
