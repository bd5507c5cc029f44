import { writeWhole } from "../../write-whole.ts";
import { copyFileSync, existsSync, readFileSync, renameSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { git, gitEnv } from "../git.ts";
import { nameOf } from "./byte-path.ts";
import { type GitDir, ownGitDir } from "./git-dirs.ts";
import { formatIndex, type IndexEntry, type IndexFile, isOrdinary, isPlain, parseIndex } from "./index-file.ts";
import type { Store } from "./store.ts";

interface Seeding {
  readonly store: Store;
  readonly gitDir: GitDir | undefined;
  readonly root: string;
  readonly env: Env;
}

/**
 * The repository's own index knows which files have not changed since it hashed them. That holds for bytes only where
 * nothing is converted between disk and object; elsewhere every file is read once.
 */
export async function seedIndex(to: string, { root, store, gitDir, env }: Seeding): Promise<void> {
  const from = join(ownGitDir(root) ?? "", "index");
  if (!existsSync(from)) return;
  const index = parseIndex(readFileSync(from), store.hash === "sha1" ? 20 : 32);
  if (index === undefined || index.extensions.includes("link") || index.extensions.includes("sdir")) return;
  if (await mayConvert(index, { root, gitDir, env })) return;
  const sound = await soundEntries(store, index.entries.filter(isOrdinary));
  const draft = `${to}.tmp`;
  if (isPlain(index) && sound.length === index.entries.length) copyFileSync(from, draft);
  else writeWhole(draft, formatIndex(sound, store.hash));
  // A file that was written in the same second as the index may have changed after it: git compares those two times.
  const { atime, mtime } = statSync(from);
  utimesSync(draft, atime, mtime);
  renameSync(draft, to);
}

/**
 * Those with an object that is there and as long as the file was. What was hashed with a conversion that nobody asks for
 * any more shows by that, as does an object that was lost.
 */
async function soundEntries(store: Store, entries: readonly IndexEntry[]): Promise<IndexEntry[]> {
  const stdin = Buffer.from(entries.map(({ oid }) => `${oid.toString("hex")}\n`).join(""));
  const answer = await store.git(["cat-file", "--buffer", "--batch-check=%(objectsize)"], { stdin });
  const sizes = answer?.toString("latin1").split("\n") ?? [];
  return entries.filter(({ stat }, at) => Number(sizes[at]) % 2 ** 32 === stat.readUInt32BE(36));
}

async function mayConvert(index: IndexFile, { root, gitDir, env }: Omit<Seeding, "store">): Promise<boolean> {
  if (index.entries.some(({ path }) => nameOf(path) === ".gitattributes")) return true;
  const { HOME = "", XDG_CONFIG_HOME = join(HOME, ".config") } = env;
  const attributes = [join(root, ".gitattributes"), join(XDG_CONFIG_HOME, "git/attributes"), "/etc/gitattributes"];
  if (gitDir !== undefined) attributes.push(join(gitDir.path, "info/attributes"));
  if (attributes.some((path) => existsSync(path))) return true;
  const keys = "^core\\.(autocrlf|eol|attributesfile|safecrlf)$";
  const set = await git(["config", "--get-regexp", keys], { cwd: root, env: gitEnv(env) });
  return set !== undefined && set.length > 0;
}
