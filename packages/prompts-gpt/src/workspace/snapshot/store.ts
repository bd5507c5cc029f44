import { writeWhole } from "../../write-whole.ts";
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { withoutGit } from "../../process/without-git.ts";
import { sha256 } from "../../sha256.ts";
import { git, gitEnv } from "../git.ts";
import { storePath } from "./store-path.ts";

/**
 * Where the snapshots of one folder are kept: outside of it, readable by this user alone, and a git repository of its
 * own, so that nothing that happens to the folder's repository can hurt it.
 *
 * `objects/` what snapshots have hashed · `mirror/` copies of the folder's own object files · `parts/` git's index per
 * part, which makes the next snapshot cheap · `metas/`, `lists/` what git's trees cannot hold, by hash · `snapshots/`
 */
export interface Store {
  readonly path: string;
  readonly root: string;
  readonly hash: "sha1" | "sha256";
  at(...names: readonly string[]): string;
  /** Runs git on the store; undefined when it refused. `index` and `work` make it look at a folder. */
  git(args: readonly string[], how?: GitCall): Promise<Buffer | undefined>;
}

interface GitCall {
  /** A file below the store. */
  readonly index?: string;
  /** The folder that is to be looked at. */
  readonly work?: string;
  readonly stdin?: Buffer | number;
}

/**
 * Of glibc (mallopt(3)), ignored by others. Git asks for a quarter of a megabyte for each file that it packs, and gives it
 * back: to take it from the system anew 50,000 times is half of the time.
 */
const KEEP_MEMORY = { MALLOC_TRIM_THRESHOLD_: String(128 * 1024 ** 2) };

/** Nothing between the bytes on disk and the object, whatever the folder's own attributes say: this file outranks them. */
const NO_FILTERS = "* -text -eol -filter -ident -working-tree-encoding\n";

const FOLDERS = [
  "objects/info",
  "objects/pack",
  "refs",
  "info",
  "mirror",
  "parts",
  "metas",
  "lists",
  "snapshots",
  "active",
];

function configOf(hash: Store["hash"]): string {
  const format = hash === "sha1" ? "0" : "1\n[extensions]\n\tobjectFormat = sha256\n[core]\n";
  return [
    `[core]\n\trepositoryFormatVersion = ${format}`,
    "\tbare = false\n\tfileMode = true\n\tsymlinks = true\n\tignoreCase = false\n\tprecomposeUnicode = false",
    "\tautocrlf = false\n\tsafecrlf = false\n\tprotectNTFS = false\n\tprotectHFS = false\n\ttrustctime = true",
    "\tuntrackedCache = false\n\tattributesFile = /dev/null",
    "\texcludesFile = /dev/null\n\tlogAllRefUpdates = false\n\tlooseCompression = 1",
    "[gc]\n\tauto = 0\n[index]\n\tskipHash = false\n",
  ].join("\n");
}

/** The store of exactly this folder, when there is one. */
export function findStore(root: string, env: Env): Store | undefined {
  const path = storePath(root, env);
  if (!existsSync(join(path, "config"))) return undefined;
  return storeAt(path, root, env);
}

/** Makes it when there is none. Throws what the system says: no space, no permission. */
export function openStore(root: string, hash: Store["hash"], env: Env): Store {
  const path = storePath(root, env);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  if (!existsSync(join(path, "config"))) {
    for (const name of FOLDERS) mkdirSync(join(path, name), { recursive: true, mode: 0o700 });
    writeWhole(join(path, "info/attributes"), NO_FILTERS);
    writeWhole(join(path, "HEAD"), "ref: refs/heads/none\n");
    // Last: with it, and not before, it is a store. Two that begin at once write the same.
    writeWhole(join(path, "config"), configOf(hash));
  }
  return storeAt(path, root, env);
}

function storeAt(path: string, root: string, env: Env): Store {
  const hash = /objectFormat = sha256/.test(readFileSync(join(path, "config"), "utf8")) ? "sha256" : "sha1";
  const at = (...names: readonly string[]) => join(path, ...names);
  return {
    path,
    root,
    hash,
    at,
    git(args, { index, work, stdin } = {}) {
      const where = work === undefined ? [`--git-dir=${path}`] : [`--git-dir=${path}`, `--work-tree=${work}`];
      const own = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", GIT_ATTR_NOSYSTEM: "1", ...KEEP_MEMORY };
      return git([...where, ...args], {
        cwd: work ?? path,
        env: gitEnv(withoutGit(env), { ...own, ...(index === undefined ? {} : { GIT_INDEX_FILE: at(index) }) }),
        limitMs: 0, // what it takes depends on how much there is
        ...(stdin !== undefined && { stdin }),
      });
    },
  };
}

/** Writes under a name that tells its content, once; gives the name. */
export function keep(store: Store, folder: Kept, content: string): string {
  const name = nameFor(content);
  if (!existsSync(store.at(folder, name))) writeWhole(store.at(folder, name), content);
  return name;
}

export function isKept(store: Store, folder: Kept, content: string): boolean {
  return existsSync(store.at(folder, nameFor(content)));
}

type Kept = "metas" | "lists";

function nameFor(content: string): string {
  return sha256(content).slice(0, 40);
}
