import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { capture, type Env, signalProcess } from "../process/spawn.ts";
import { withoutGit } from "../process/without-git.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { isOurs, originalIn } from "./hooks-original.ts";
import { userStateFolder } from "../user-folders.ts";
import { chainScript, type HookParts, PASSING, prePushScript, referenceTransactionScript } from "./hook-scripts.ts";

export interface HookWish {
  /** The repository's `.git` folder, with links resolved. */
  readonly gitDir: string;
  /** A folder of its working tree. */
  readonly cwd: string;
  readonly machineEnv: Env;
  readonly git: string;
  /** The shim's folder. */
  readonly shim: string;
  readonly node: string;
  readonly check: string;
  /** Whether the shim stands in git's place: then whoever is in the agent's namespace has met it already. */
  readonly isMounted: boolean;
  /** Names this run among others in the same repository. */
  readonly run: string;
  /** Where the rules of this run stand. */
  readonly rules: string;
}

/** Takes the hooks away again when no other run needs them. */
export type PutBack = () => Promise<void>;

/**
 * Lets git ask our hooks in this repository, before its own: so refs and the stash are guarded on every way to git, also by
 * its path and without any environment. Undefined where the repository's configuration cannot be written.
 */
export async function armHooks(wish: HookWish): Promise<PutBack | undefined> {
  const { gitDir, machineEnv, run, rules, isMounted } = wish;
  const config = join(gitDir, "config");
  if (!isWritable(gitDir) || lstatSync(config, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const folder = hooksFolder(machineEnv, gitDir);
  const live = join(folder, "live", run);
  const isArmed = await oneAtATime(`${folder}.lock`, async () => {
    mkdirSync(join(folder, "live"), { recursive: true, mode: 0o700 });
    writeFileSync(live, `${process.pid}\n${isMounted ? "-" : namespace()}\n${rules}\n`, { mode: 0o600 });
    if ((await inject(wish, folder)) && (await isEffective(wish, folder))) return true;
    rmSync(live, { force: true });
    if (liveRuns(folder).length === 0) await putBack(wish, folder);
    return false;
  });
  if (!isArmed) return undefined;
  return () =>
    oneAtATime(`${folder}.lock`, async () => {
      rmSync(live, { force: true });
      if (liveRuns(folder).length === 0) await putBack(wish, folder);
    });
}

/** A working tree may have a configuration of its own, which outranks what all of them share: a lane begins with the user's. */
async function isEffective(wish: HookWish, folder: string): Promise<boolean> {
  if (!/worktreeconfig/i.test(readFileSync(join(wish.gitDir, "config"), "utf8"))) return true;
  const hooks = await call(wish, ["rev-parse", "--git-path", "hooks"]);
  return hooks !== undefined && resolve(wish.cwd, hooks) === folder;
}

function hooksFolder(env: Env, gitDir: string): string {
  return join(userStateFolder(env), "guard/hooks", createHash("sha256").update(gitDir).digest("hex").slice(0, 24));
}

type Repository = Pick<HookWish, "gitDir" | "cwd" | "machineEnv" | "git">;

/** Whether a killed run has left its hooks there. */
export async function hasLeftovers(repository: Repository): Promise<boolean> {
  return (await leftIn(repository)) !== undefined;
}

/** Takes them away; true when there were any. */
export async function putBackLeftovers(repository: Repository): Promise<boolean> {
  const folder = hooksFolder(repository.machineEnv, repository.gitDir);
  return oneAtATime(`${folder}.lock`, async () => {
    const left = await leftIn(repository);
    if (left !== undefined) await putBack(repository, left);
    return left !== undefined;
  });
}

/** The folder of hooks that no live run needs, wherever its state stands. */
async function leftIn(repository: Repository): Promise<string | undefined> {
  const folder = await setTo(repository);
  return folder !== undefined && isOurs(folder) && liveRuns(folder).length === 0 ? folder : undefined;
}

/** Whether another run has done it, and nothing was changed since: then git need not be asked. */
function isInjected(folder: string, config: string): boolean {
  const { after } = originalIn(folder) ?? {};
  return isComplete(folder) && readFileSync(config).equals(Buffer.from(after ?? "", "base64"));
}

function isComplete(folder: string): boolean {
  return originalIn(folder) !== undefined && existsSync(join(folder, "reference-transaction"));
}

async function inject(wish: HookWish, folder: string): Promise<boolean> {
  const config = join(wish.gitDir, "config");
  if (isInjected(folder, config)) return true;
  let hooksPath = await setTo(wish);
  if (hooksPath === folder && isComplete(folder)) return true;
  // Of a killed run, wherever its state stood; a live one of another state is chained like the user's own.
  if (hooksPath !== undefined && isOurs(hooksPath) && (hooksPath === folder || liveRuns(hooksPath).length === 0)) {
    await putConfigBack(wish, hooksPath);
    hooksPath = await setTo(wish);
  }
  const own = await call(wish, ["rev-parse", "--git-path", "hooks"]);
  if (own === undefined) return false;
  writeScripts(folder, { ...wish, folder, own: resolve(wish.cwd, own) });
  const before = readFileSync(config).toString("base64");
  const remember = (after: string) =>
    writeFileSync(join(folder, "original.json"), JSON.stringify({ hooksPath: hooksPath ?? null, before, after }), {
      mode: 0o600,
    });
  remember(""); // before anything is changed: we may be killed at any moment
  if ((await call(wish, ["config", "--file", config, "core.hooksPath", folder])) === undefined) return false;
  remember(readFileSync(config).toString("base64"));
  return true;
}

function writeScripts(folder: string, parts: HookParts): void {
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o755 });
  const isFolder = statSync(parts.own, { throwIfNoEntry: false })?.isDirectory() === true; // some set it to /dev/null
  const own = isFolder ? readdirSync(parts.own).filter((name) => !name.includes(".")) : [];
  for (const name of new Set([...PASSING, ...own])) write(name, chainScript(name, parts));
  write("reference-transaction", referenceTransactionScript(parts));
  write("pre-push", prePushScript(parts));
}

async function putBack(wish: Repository, folder: string): Promise<void> {
  if ((await setTo(wish)) !== folder) return; // somebody has set it since: theirs
  await putConfigBack(wish, folder);
  rmSync(folder, { recursive: true, force: true });
}

/** Byte for byte, unless something else has changed in it meanwhile: then our key alone. */
async function putConfigBack(wish: Repository, folder: string): Promise<void> {
  const config = join(wish.gitDir, "config");
  const { hooksPath = null, before = "", after = "" } = originalIn(folder) ?? {}; // lost: then the key alone goes
  const now = readFileSync(config);
  if (now.equals(Buffer.from(after, "base64"))) {
    const draft = `${config}.prompts-gpt`;
    writeFileSync(draft, Buffer.from(before, "base64"), { mode: statSync(config).mode & 0o777 });
    renameSync(draft, config);
  } else if (hooksPath === null) await call(wish, ["config", "--file", config, "--unset", "core.hooksPath"]);
  else await call(wish, ["config", "--file", config, "core.hooksPath", hooksPath]);
}

/** What the repository's own configuration says now. */
async function setTo(wish: Repository): Promise<string | undefined> {
  return call(wish, ["config", "--file", join(wish.gitDir, "config"), "--get", "core.hooksPath"]);
}

/** Of those that were killed nothing is live. */
function liveRuns(folder: string): string[] {
  const live = join(folder, "live");
  if (!existsSync(live)) return [];
  return readdirSync(live).filter((name) => {
    const pid = Number(readFileSync(join(live, name), "utf8").split("\n")[0]);
    if (signalProcess(pid, 0)) return true;
    rmSync(join(live, name), { force: true });
    return false;
  });
}

function namespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "-";
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function call(
  { git, cwd, machineEnv }: Pick<HookWish, "git" | "cwd" | "machineEnv">,
  args: readonly string[],
): Promise<string | undefined> {
  const { exit, stdout } = await capture({ file: git, args }, { cwd, env: withoutGit(machineEnv), limitMs: 30_000 });
  return exit.kind === "exited" && exit.code === 0 ? stdout.toString("utf8").trim() : undefined;
}
