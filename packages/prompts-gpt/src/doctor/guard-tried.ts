import { statSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { armGuard } from "../guard/arm.ts";
import { canaryFolder, type Covers } from "../guard/canary.ts";
import { namespacePossible } from "../process/namespace.ts";
import { GET_GIT } from "../workspace/required-git.ts";
import type { CheckPlace } from "./check.ts";
import { shellWord } from "../shell-word.ts";

export interface GuardTried {
  readonly covers: Covers | undefined;
  /** Undefined when it holds. */
  readonly problem: { readonly message: string; readonly fix: string | undefined } | undefined;
}

/** Tries the guard of git as a run would, in a repository of its own: nothing of the project takes part. */
export async function guardTried({ env }: CheckPlace): Promise<GuardTried> {
  const { covers, reason, fix = mendPlace(env) } = await tryIn(env);
  if (covers?.path === "all") return { covers, problem: undefined };
  const because = reason === undefined ? "" : ` (${reason})`;
  const message = `The guard of git does not hold here${because}: an agent could stash, reset, clean and force as it likes.`;
  return { covers, problem: { message, fix } };
}

interface Tried {
  readonly covers?: Covers;
  readonly reason?: string;
  readonly fix?: string;
}

async function tryIn(env: CheckPlace["env"]): Promise<Tried> {
  const runDir = mkdtempSync(join(tmpdir(), "prompts-gpt-guard-"));
  try {
    const nothing = { gitDirs: [], allow: [], repository: undefined };
    const armed = await armGuard({ ...nothing, env, machineEnv: env, runDir, canMount: namespacePossible() });
    if (armed === undefined) return { reason: "there is no git on PATH", fix: GET_GIT };
    try {
      return { covers: await armed.tryOut() };
    } finally {
      await armed.close();
    }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  } finally {
    rmSync(runDir, { recursive: true, force: true });
  }
}

function mendPlace(env: CheckPlace["env"]): string | undefined {
  const file = fileInTheWay(canaryFolder(env));
  return file === undefined ? undefined : `mv ${shellWord(file)} ${shellWord(`${file}.old`)}`;
}

/** Where a folder of ours should be. A device, such as `/dev/null`, is there for a reason. */
function fileInTheWay(folder: string): string | undefined {
  if (folder === dirname(folder)) return undefined;
  try {
    return statSync(folder).isFile() ? folder : undefined;
  } catch {
    return fileInTheWay(dirname(folder)); // not there, or below a file
  }
}
