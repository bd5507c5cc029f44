import type { BytePath } from "./byte-path.ts";
import type { Ahead } from "./find-ahead.ts";
import type { FoundFile, ScanRules } from "./scan.ts";
import type { Seed } from "./seed-index.ts";
import type { Store } from "./store.ts";

/** What is to be looked at, and how. */
export interface PartRequest {
  readonly store: Store;
  /** Names the part's files in the store. */
  readonly key: string;
  /** The folder, as bytes, absolute. */
  readonly root: BytePath;
  readonly rules: ScanRules;
  /** Its files are mostly hashes (an index, lists of refs): compressing them takes longer than writing them. */
  readonly isDense?: boolean;
  /** Two snapshots with the same wish find the same files. */
  readonly wish: string;
  /** Never in a snapshot, though the index that we start from may have it. */
  excluded(path: BytePath): boolean;
  /** What to begin the part's index with, when there is none: whoever knows what has not changed spares us the reading. */
  seed?(): Promise<Seed | undefined>;
  /** Begins to read the folder, for a first look at many files. */
  ahead?(): Ahead;
  /** Which of these git ignores; paths relative to a folder of the part, which may be a repository of its own. */
  ignoredAmong?(paths: readonly BytePath[], below?: BytePath): Promise<ReadonlySet<BytePath>>;
  /** What to do with an ignored file. */
  takesIgnored(file: FoundFile): boolean;
  /** Whether something in a dependency folder is to be in it all the same. */
  wantsBelow?(folder: BytePath): boolean;
  /** Whose time of change is to come back with it. */
  keepsTime?(path: BytePath): boolean;
}
