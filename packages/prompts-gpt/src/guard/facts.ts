import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { capture, type Env } from "../process/spawn.ts";
import { isProtected, real } from "./protected.ts";
import { PROTECTED } from "./needs.ts";
import type { RulesOfRun } from "./rules-of-run.ts";
import type { Facts, Need } from "./verdict.ts";

export interface Asking {
  readonly git: string;
  readonly cwd: string;
  readonly env: Env;
  readonly rules: RulesOfRun | undefined;
  /** The call's own options that say which repository it means. */
  readonly where: readonly string[];
}

const LIMIT_MS = 30_000;
const REMOTE = "protected-remote:";

/** Asks git, all at once: answers are lines, none when it refuses. */
export async function factsFor(needs: readonly Need[], asking: Asking): Promise<Facts> {
  const answered = await Promise.all(
    needs.map(async ({ id, args }) => {
      const lines = await ask(asking, args, { also: id === PROTECTED.id ? "what came before it failed" : "nothing" });
      const judged = judge(id, lines, asking);
      return [id, judged === undefined ? lines : judged ? ["yes"] : []] as const;
    }),
  );
  return Object.fromEntries(answered);
}

/** Three are ours to judge: whether what git names was there before the run. Undefined for all others. */
function judge(id: string, lines: readonly string[], { cwd, env, rules, where }: Asking): boolean | undefined {
  const folder = folderOf(cwd, where);
  if (id === "protected") {
    const names = (option: string, variable: string) =>
      env[variable] !== undefined || where.some((word) => word.startsWith(option));
    const isStore = names("--git-dir", "GIT_DIR") && names("--work-tree", "GIT_WORK_TREE");
    return isProtected(rules, { cwd: folder, lines, isStore });
  }
  if (id.startsWith("began-before:"))
    return lines.some((path) => isOlder(resolve(folder, path), rules?.startedAt ?? Infinity));
  if (!id.startsWith(REMOTE)) return undefined;
  const [url = id.slice(REMOTE.length)] = lines;
  // Whatever is not a folder of this machine is somebody else's work.
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) && !url.startsWith("file:")) return true;
  const path = gitDirAt(real(resolve(folder, url.replace(/^file:\/\//, ""))));
  return isProtected(rules, { cwd, lines: [path], isStore: false });
}

function isOlder(path: string, than: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && stats.birthtimeMs < than;
}

/** A remote may be named by its working tree. */
function gitDirAt(path: string): string {
  return existsSync(join(path, ".git")) ? join(path, ".git") : path;
}

/** `-C` may be given more than once, each from where the last one led. */
function folderOf(cwd: string, where: readonly string[]): string {
  return where.reduce((folder, word, at) => (where[at - 1] === "-C" ? resolve(folder, word) : folder), cwd);
}

/** A bare repository has no top, of which git complains after it has said where the repository is. */
async function ask(
  { git, cwd, env, where }: Asking,
  args: readonly string[],
  { also }: { readonly also: "what came before it failed" | "nothing" },
): Promise<readonly string[]> {
  const { exit, stdout } = await capture(
    { file: git, args: [...where, ...args] },
    { cwd, env: { ...withoutSettings(env), GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" }, limitMs: LIMIT_MS },
  );
  // Not an answer: what is not known must not pass for harmless.
  if (exit.kind !== "exited") throw new Error(`git could not be asked (${args.join(" ")})`);
  if (exit.code !== 0 && also === "nothing") return [];
  return stdout.toString("utf8").split("\n").filter(Boolean);
}

/** A setting of the call may be the harm itself. */
function withoutSettings(env: Env): Env {
  const settings = /^GIT_(?:CONFIG_(?:COUNT|KEY_\d+|VALUE_\d+|PARAMETERS)|EXEC_PATH|TRACE.*|PAGER|EDITOR)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !settings.test(name)));
}
