import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BytePath, bytePath, textOf } from "../../snapshot/byte-path.ts";
import type { GitIn } from "../git-in.ts";

export interface ThreeWays {
  readonly path: BytePath;
  readonly before: Buffer;
  readonly present: Buffer;
  readonly after: Buffer;
}

/** The file with what both sides have changed, as it is to stand on disk; undefined where they meet, or it is no text. */
export async function merge(
  ways: ThreeWays,
  { git, scratch }: { git: GitIn; scratch: string },
): Promise<Buffer | undefined> {
  const files = (["present", "before", "after"] as const).map((side) => {
    const file = join(scratch, side);
    writeFileSync(file, ways[side]);
    return file;
  });
  const merged = await git.ask(["merge-file", "-p", "-q", ...files]);
  if (merged === undefined) return undefined;
  const name = await git.say(["hash-object", "-w", "--no-filters", "--stdin"], merged);
  const path = textOf(ways.path);
  // A name that is no text cannot be told to git here: then nothing is converted.
  return bytePath(path) === ways.path ? git.bytes(["cat-file", "--filters", `--path=${path}`, name]) : merged;
}
