import { resolve } from "node:path";
import { capture, type Env } from "../process/spawn.ts";
import type { RulesOfRun } from "./rules-of-run.ts";

export interface Asking {
  readonly git: string;
  readonly cwd: string;
  readonly env: Env;
  readonly rules: RulesOfRun | undefined;
  /** The call's own options that say which repository it means. */
  readonly where: readonly string[];
}

const LIMIT_MS = 30_000;

/** The lines that git answers with; none when it refuses. */
export async function ask(asking: Asking, args: readonly string[]): Promise<readonly string[]> {
  const { code, lines } = await answer(asking, args);
  return code === 0 ? lines : [];
}

/** Also what came before git failed: a bare repository has no top, but git has said before where it is. */
export async function askForPlaces(asking: Asking, args: readonly string[]): Promise<readonly string[]> {
  return (await answer(asking, args)).lines;
}

/** `-C` may be given more than once, each from where the last one led. */
export function folderOf({ cwd, where }: Pick<Asking, "cwd" | "where">): string {
  return where.reduce((folder, word, at) => (where[at - 1] === "-C" ? resolve(folder, word) : folder), cwd);
}

async function answer({ git, cwd, env, where }: Asking, args: readonly string[]) {
  const { exit, stdout } = await capture(
    { file: git, args: [...where, ...args] },
    { cwd, env: { ...withoutSettings(env), GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" }, limitMs: LIMIT_MS },
  );
  // Not an answer: what is not known must not pass for harmless.
  if (exit.kind !== "exited") throw new Error(`git could not be asked (${args.join(" ")})`);
  return { code: exit.code, lines: stdout.toString("utf8").split("\n").filter(Boolean) };
}

/** A setting of the call may be the harm itself. */
function withoutSettings(env: Env): Env {
  const settings = /^GIT_(?:CONFIG_(?:COUNT|KEY_\d+|VALUE_\d+|PARAMETERS)|EXEC_PATH|TRACE.*|PAGER|EDITOR)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !settings.test(name)));
}
