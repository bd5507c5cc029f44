import type { Change, Side } from "../change.ts";
import { isFile, isSame } from "../changes.ts";

/** What is to become of one path of the user's tree. */
export type Decision =
  | { readonly kind: "nothing" }
  /** As it is in the result: the user's is still what the lane began with. */
  | { readonly kind: "take" }
  /** Both have changed the file. `mode`: of the two, the one that somebody changed. */
  | { readonly kind: "merge"; readonly mode: Side["mode"] }
  | { readonly kind: "conflict"; readonly why: string };

/** `present`: what stands there now, as git would commit it. */
export function decide({ before, after }: Pick<Change, "before" | "after">, present: Side | null): Decision {
  if (isSame(present, after)) return { kind: "nothing" };
  if ([before, after, present].some((side) => side?.mode === "160000"))
    return { kind: "conflict", why: "a repository of its own" };
  if (isSame(present, before)) return { kind: "take" };
  if (present === null) return { kind: "conflict", why: "deleted here, changed there" };
  if (after === null) return { kind: "conflict", why: "changed here, deleted there" };
  if (before === null) return { kind: "conflict", why: "new on both sides, and different" };
  if (!isFile(before) || !isFile(after) || !isFile(present))
    return { kind: "conflict", why: "changed on both sides, and not a file on both" };
  return { kind: "merge", mode: before.mode === after.mode ? present.mode : after.mode };
}
