import type { Env } from "../../process/spawn.ts";
import { gitEnv, pourGit } from "../git.ts";
import { keptAt } from "./keep-result.ts";
import type { LaneResult } from "./result.ts";

interface Pouring {
  readonly env: Env;
  take(patch: AsyncIterable<Buffer>): Promise<void>;
}

/** All that was changed in a lane, as a patch; false when git could not say. */
export function pourResult({ id, base, tree }: LaneResult, { env, take }: Pouring): Promise<boolean> {
  const extra = { GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(keptAt(id, env).objects) };
  const how = ["-r", "-p", "--binary", "--no-color", "--no-ext-diff", "--no-textconv"];
  return pourGit(["diff-tree", ...how, base.commit, tree], { cwd: base.top, env: gitEnv(env, extra) }, take);
}
