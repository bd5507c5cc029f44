import { statSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../errors.ts";
import { keepAnswer, keptAnswer } from "../kept-answer.ts";
import type { Env } from "../process/spawn.ts";
import { which } from "../process/which.ts";
import { userCacheFolder } from "../user-folders.ts";
import { holds } from "../version-range.ts";
import { gitVersion } from "./git.ts";

/** What `git rev-parse --path-format` needs, by which we find a repository. */
export const GIT_VERSIONS = ">=2.31";

export const GET_GIT = "Get it from https://git-scm.com/downloads, or: sudo apt install git";

/** What an agent that may write cannot do without: a ConfigError where git is missing, or too old for snapshots and the guard. */
export async function requireGit(env: Env): Promise<void> {
  const version = await knownVersion(env);
  if (version === undefined)
    throw new ConfigError("There is no git on PATH, or it does not start: no snapshot can be taken.", FIX);
  if (!holds(GIT_VERSIONS, version))
    throw new ConfigError(`git ${version} is too old for snapshots: ${GIT_VERSIONS} is needed.`, FIX);
}

const FIX = `${GET_GIT} · or --access read · or add --no-snapshot`;

/** Asked once for each file that is git: a process less in every run. */
async function knownVersion(env: Env): Promise<string | undefined> {
  const git = which("git", env);
  if (git === undefined) return undefined;
  const { mtimeMs, size } = statSync(git);
  const question = JSON.stringify([git, mtimeMs, size]);
  const file = join(userCacheFolder(env), "git-version.json");
  const kept = keptAnswer(file, question);
  if (typeof kept === "string") return kept;
  const version = await gitVersion(env);
  if (version !== undefined) keepAnswer(file, question, version);
  return version;
}
