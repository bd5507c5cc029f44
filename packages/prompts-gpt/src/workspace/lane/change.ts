import type { BytePath } from "../snapshot/byte-path.ts";

/** What stands at a path in a commit. */
export interface Side {
  /** `120000`: a symbolic link; `160000`: a repository of its own. */
  readonly mode: "100644" | "100755" | "120000" | "160000";
  readonly object: string;
}

/** A path that is not what it was. A file that was moved is two of them. */
export interface Change {
  readonly path: BytePath;
  readonly before: Side | null;
  readonly after: Side | null;
  /** Permission bits in the lane. */
  readonly permissions?: number;
  /** The bytes in the lane are not those of `after.object`, which git has converted: they are kept in a file of this name. */
  readonly raw?: string;
}
