import { ExecutionError } from "../../../errors.ts";
import type { GitIn } from "../git-in.ts";

/** The bytes of these objects. One process of git for all. */
export async function readBlobs(names: readonly string[], git: GitIn): Promise<ReadonlyMap<string, Buffer>> {
  const blobs = new Map<string, Buffer>();
  if (names.length === 0) return blobs;
  const answer = await git.bytes(["cat-file", "--batch"], Buffer.from(`${names.join("\n")}\n`));
  for (let at = 0; at < answer.length;) {
    const end = answer.indexOf("\n", at);
    const [name = "", kind, size = ""] = answer.toString("latin1", at, end).split(" ");
    if (kind !== "blob") throw new ExecutionError(`What was kept of ${name} is damaged.`, "git fsck");
    const from = end + 1;
    blobs.set(name, answer.subarray(from, from + Number(size)));
    at = from + Number(size) + 1;
  }
  return blobs;
}
