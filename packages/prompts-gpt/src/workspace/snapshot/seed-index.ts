import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { writeWhole } from "../../write-whole.ts";
import { git, gitEnv } from "../git.ts";
import { type BytePath, nameOf } from "./byte-path.ts";
import { type GitDir, ownGitDir } from "./git-dirs.ts";
import {
  formatIndex,
  HASH_BYTES,
  type IndexEntry,
  type IndexFile,
  isOrdinary,
  isPlain,
  OID_AT,
  parseIndex,
} from "./index-file.ts";
import { isOfSize } from "./index-stat.ts";
import { type Known, knownFrom } from "./known.ts";
import type { Store } from "./store.ts";

interface Seeding {
  readonly store: Store;
  readonly gitDir: GitDir | undefined;
  readonly root: string;
  readonly env: Env;
}

/** What a repository's own index knows, to begin an index of ours with. */
export interface Seed {
  readonly known: Known;
  /** Writes the index `to`. */
  plant(to: string): Promise<Planted>;
}

export interface Planted {
  /** Entries that turned out to be of no use, and are not in it. */
  readonly unsound: readonly BytePath[];
  /** Its tree, when the repository's index has noted that and it is the same index. */
  readonly tree: string | undefined;
}

/**
 * The repository's own index knows which files have not changed since it hashed them. That holds for bytes only where
 * nothing is converted between disk and object; elsewhere every file is read once.
 */
export async function seedFrom({ root, store, gitDir, env }: Seeding): Promise<Seed | undefined> {
  const from = join(ownGitDir(root) ?? "", "index");
  if (!existsSync(from)) return undefined;
  const converting = setToConvert({ root, env });
  const { atime, mtime } = statSync(from);
  const file = readFileSync(from);
  const index = parseIndex(file, store.hash);
  const isWhole = index?.extensions.every((name) => name !== "link" && name !== "sdir") === true;
  if ((await converting) || !isWhole || hasAttributes(index, { root, gitDir, env })) return undefined;
  const entries = isPlain(index) ? index.entries : index.entries.filter(isOrdinary);
  const asking = sizesOf(entries, index.tree, store);
  const sum = file.subarray(-HASH_BYTES[store.hash]).toString("hex");
  return {
    known: knownFrom(entries, { sum, writtenAt: Math.floor(mtime.getTime() / 1000) }),
    async plant(to) {
      const sizes = await asking;
      const isSound = (entry: IndexEntry, at: number) => isOfSize(entry, { size: sizes[at] ?? NaN });
      const unsound = entries.filter((entry, at) => !isSound(entry, at)).map(({ path }) => path);
      const isSame = unsound.length === 0 && entries.length === index.entries.length;
      const draft = `${to}.tmp`;
      writeWhole(draft, isSame ? file : formatIndex(entries.filter(isSound), store.hash));
      // A file that was written in the same second as the index may have changed after it: git compares those two times.
      utimesSync(draft, atime, mtime);
      renameSync(draft, to);
      const isThere = !Number.isNaN(sizes[entries.length] ?? NaN);
      return { unsound, tree: isSame && isThere ? index.tree : undefined };
    },
  };
}

/** `rest` is empty: it only makes git take what stands before the space for the name. */
const BATCH_CHECK = "--batch-check=%(objectsize)%(rest)";

/**
 * How long their objects are, and last the one of their tree; NaN when it is not there. An object as long as its file was is
 * sound: what was hashed with a conversion that nobody asks for any more shows by that, as does an object that was lost.
 */
async function sizesOf(entries: readonly IndexEntry[], tree = "", store: Store): Promise<readonly number[]> {
  const list = store.at("parts", "seed.list");
  writeFileSync(list, Buffer.concat([oidLines(entries, store.hash), Buffer.from(`${tree} \n`)]));
  const stdin = openSync(list, "r"); // a file, because git reads that while we read folders
  const asked = store.git(["cat-file", "--buffer", BATCH_CHECK], { stdin });
  closeSync(stdin);
  const answer = await asked;
  rmSync(list);
  return answer === undefined ? [] : numbersIn(answer);
}

/** In hexadecimal digits, each with a space behind it: two digits at a time, because 50,000 strings would take longer. */
function oidLines(entries: readonly IndexEntry[], hash: Store["hash"]): Buffer {
  const pairs = HASH_BYTES[hash];
  const lines = new Uint16Array(entries.length * (pairs + 1)).fill(SPACE_AND_NEWLINE);
  let to = 0;
  for (const { file, at } of entries) {
    for (let byte = 0; byte < pairs; byte++) lines[to++] = DIGITS[file[at + OID_AT + byte] ?? 0] ?? 0;
    to++;
  }
  return Buffer.from(lines.buffer);
}

/** Both digits of every byte, and what ends a line, as two characters in one number. */
const DIGITS = Uint16Array.from({ length: 256 }, (_, byte) => pairOf(byte.toString(16).padStart(2, "0")));
const SPACE_AND_NEWLINE = pairOf(" \n");

function pairOf(text: string): number {
  return new Uint16Array(new Uint8Array(Buffer.from(text)).buffer)[0] ?? 0;
}

/** One a line; NaN for what is no number. */
function numbersIn(text: Buffer): number[] {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of text) {
    if (byte === NEWLINE) {
      numbers.push(value);
      value = 0;
    } else value = byte >= ZERO && byte <= NINE ? value * 10 + byte - ZERO : NaN;
  }
  return numbers;
}

const [NEWLINE, ZERO, NINE] = [0x0a, 0x30, 0x39];

function hasAttributes({ entries }: IndexFile, { root, gitDir, env }: Omit<Seeding, "store">): boolean {
  if (entries.some(({ path }) => path.endsWith(".gitattributes") && nameOf(path) === ".gitattributes")) return true;
  const { HOME = "", XDG_CONFIG_HOME = join(HOME, ".config") } = env;
  const attributes = [join(root, ".gitattributes"), join(XDG_CONFIG_HOME, "git/attributes"), "/etc/gitattributes"];
  if (gitDir !== undefined) attributes.push(join(gitDir.path, "info/attributes"));
  return attributes.some((path) => existsSync(path));
}

async function setToConvert({ root, env }: Pick<Seeding, "root" | "env">): Promise<boolean> {
  const keys = "^core\\.(autocrlf|eol|attributesfile|safecrlf)$";
  const set = await git(["config", "--get-regexp", keys], { cwd: root, env: gitEnv(env) });
  return set !== undefined && set.length > 0;
}
