import type { BytePath } from "./byte-path.ts";

/** What a snapshot is: which trees, and what git's trees cannot say. Plain data, one JSON file in the store. */
export interface Manifest {
  readonly schemaVersion: 1;
  /** Sorts by time: `20261122T181500123Z-4f2a91`. */
  readonly id: string;
  /** The folder that was looked at: the top of the working tree, or a plain folder. Absolute. */
  readonly root: string;
  readonly createdAt: string;
  readonly reason: "run" | "restore";
  /** The run that it was taken for, or the run or snapshot that was restored after it. */
  readonly of: string;
  readonly work: Part;
  /** Every `.git` folder: of the repository itself, of nested ones and submodules. */
  readonly gitDirs: readonly GitPart[];
  readonly omitted: readonly Omitted[];
  /** Files that git ignores and that are in it, with their bytes. */
  readonly ignored: Amount;
  /** What was to be done with ignored files, and where our records stand: relative to the root. */
  readonly wish: Wish;
  /** Trees of the run, when it has ended: before and after. */
  readonly trees?: readonly [string, string];
}

interface Wish {
  /** Up to 1 MB each, without dependency folders · everything · nothing. */
  readonly ignored: "small" | "all" | "none";
  /** Records of ours: restore brings back what is missing there, and takes nothing away. */
  readonly records: readonly BytePath[];
}

export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** One folder with everything below it. */
export interface Part {
  /** Object name of the tree, in the store: file bytes as they were on disk, no filter applied. */
  readonly tree: string;
  /** Name of the file in `metas/` that holds a {@link PartMeta}. */
  readonly meta: string;
}

export interface GitPart extends Part {
  /** As found in the working tree: `.git`, `sub/.git`; absolute for one that stands elsewhere (a linked worktree's). */
  readonly path: BytePath;
  /** The repositories in it: itself ("") and those of submodules. */
  readonly objects: readonly ObjectList[];
  /** `.git` itself is a link: read through it, never written. */
  readonly linked?: boolean;
}

export interface ObjectList {
  /** Of the folder that `objects` stands in, relative to the `.git` folder. */
  readonly of: BytePath;
  /** Name of the file in `lists/` that names the object files which stood there. */
  readonly list: string;
}

/** What git's tree does not hold. Modes are permission bits; those not listed are 0644, 0755 (executable, folder). */
export interface PartMeta {
  readonly modes: Readonly<Record<BytePath, number>>;
  readonly emptyFolders: readonly BytePath[];
  /** When git's indexes were written, in seconds: git looks twice at files that are not older than the index. */
  readonly times?: Readonly<Record<BytePath, number>>;
  /** Entries with a name that no git tree may hold: `.git` files and links. */
  readonly specials: readonly Special[];
}

export interface Special {
  readonly path: BytePath;
  readonly kind: "file" | "link";
  /** Bytes of the file, or where the link points; base64. */
  readonly content: string;
  readonly mode: number;
}

/** Something that is not in the snapshot, and why: restore leaves it alone. */
export interface Omitted {
  readonly path: BytePath;
  readonly why:
    | "large ignored file"
    | "dependency folder"
    | "ignored"
    | "unreadable"
    | "special file"
    | "over the bound";
  readonly bytes?: number;
}

/** What is not listed: whether a file can be executed is the tree's to say. */
export function usualMode(path: BytePath, mode: number): number {
  return path.endsWith("/") || (mode & 0o100) !== 0 ? 0o755 : 0o644;
}
