import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { mountTable } from "../process/namespace.ts";
import type { Env } from "../process/spawn.ts";
import { userStateFolder } from "../user-folders.ts";
import { canaryFolder, type Covers, tryGuard } from "./canary.ts";
import { armHooks, type HookWish, type PutBack } from "./hooks.ts";
import { type Refused, readRefusals } from "./refusal-log.ts";
import { GUARD_VARIABLE, type RulesOfRun } from "./rules-of-run.ts";
import { mountsOver } from "./mounts.ts";
import { real } from "./protected.ts";
import { isWhole, makeShim, realGit, type Shim } from "./shim.ts";
import { placesIn, quoted } from "./shim-script.ts";

/** Sources and bundle both stand two levels below the package, and only the built program can be started. */
const CHECK = fileURLToPath(new URL("../../dist/guard/check.cjs", import.meta.url));

export interface GuardWish {
  /** The environment that the agent would get without a guard. */
  readonly env: Env;
  /** Where our own folders stand. */
  readonly machineEnv: Env;
  /** Absolute. */
  readonly runDir: string;
  readonly gitDirs: readonly string[];
  readonly allow: readonly string[];
  /** Whether the agent gets a namespace of its own, where a file can stand in another one's place. */
  readonly canMount: boolean;
  /** The repository whose refs are to be guarded on every way to git; undefined outside of one, or when it is a link. */
  readonly repository: { readonly gitDir: string; readonly cwd: string } | undefined;
}

export interface Guard {
  /** The agent's environment, with the guard in it. */
  readonly env: Env;
  /** A file with a table of what is to be mounted where the agent runs. */
  readonly mounts: string | undefined;
  /** For the agent CLI: what to ask before it runs a shell command. A line for a shell. */
  readonly hook: string;
  /** Tries it as the agent's shells would use it. */
  tryOut(): Promise<Covers>;
  /** The hooks of the repository. After its snapshot was taken: they are none of the user's work. */
  armRefs(how: Pick<HookWish, "isMounted">): Promise<boolean>;
  /** To be called when the agent has ended: what was refused, and whether the guard is still what it was. */
  close(): Promise<GuardReport>;
}

interface GuardReport {
  readonly refused: readonly Refused[];
  readonly tampered: boolean;
}

/** Puts the guard in front of git for one run. Undefined when there is no git to guard. */
export async function armGuard({
  env,
  machineEnv,
  runDir,
  gitDirs,
  allow,
  canMount,
  repository,
}: GuardWish): Promise<Guard | undefined> {
  const shim = await makeShim(placeOfGit({ env, machineEnv }), { check: CHECK });
  if (shim === undefined) return undefined;
  const log = join(runDir, "guard.log");
  const rules: RulesOfRun = {
    schemaVersion: 1,
    startedAt: Date.now(),
    gitDirs: [...gitDirs, canaryFolder(machineEnv)],
    canary: real(canaryFolder(machineEnv)),
    allow,
    log,
  };
  const file = rulesFile(machineEnv, runDir);
  writeFileSync(file, JSON.stringify(rules), { mode: 0o600 });
  const guarded = withShim(env, shim, file);
  const mounts = canMount ? writeMounts(shim, { rules: file, env: machineEnv }) : undefined;
  let putBack: PutBack | undefined;
  return {
    async armRefs(how) {
      if (repository === undefined) return false;
      const run = basename(file, ".json");
      const parts = {
        ...repository,
        machineEnv,
        git: shim.git,
        shim: shim.folder,
        node: process.execPath,
        check: CHECK,
      };
      putBack = await armHooks({ ...parts, ...how, run, rules: file });
      return putBack !== undefined;
    },
    env: guarded,
    mounts,
    hook: hookCommand(shim.git),
    tryOut: () => tryGuard({ env: guarded, machineEnv, git: shim.git, mounts }),
    async close() {
      await putBack?.();
      putBack = undefined;
      for (const one of [file, mounts]) if (one !== undefined) rmSync(one, { force: true });
      return { refused: readRefusals(log), tampered: !isWhole(shim, { node: process.execPath, check: CHECK }) };
    },
  };
}

/** What a run would give its agent CLI to ask; undefined when there is no git. Makes nothing. */
export function plannedHook(wish: Pick<GuardWish, "env" | "machineEnv">): string | undefined {
  const git = realGit(placeOfGit(wish));
  return git && hookCommand(git);
}

/** By `env`, because not every shell knows `NAME=value command`. Where the rules stand, the agent's environment says. */
function hookCommand(git: string): string {
  return `env NODE_OPTIONS= ${[process.execPath, CHECK].map(quoted).join(" ")} --hook ${quoted(git)}`;
}

function placeOfGit({ env, machineEnv }: Pick<GuardWish, "env" | "machineEnv">): Env {
  return { ...machineEnv, PATH: env["PATH"] ?? machineEnv["PATH"] };
}

function rulesFile(env: Env, runDir: string): string {
  const folder = join(userStateFolder(env), "guard/runs");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${createHash("sha256").update(runDir).digest("hex").slice(0, 24)}.json`);
}

function writeMounts(shim: Shim, how: { readonly rules: string; readonly env: Env }): string | undefined {
  const mounts = mountsOver(shim, how);
  if (mounts.length === 0) return undefined;
  const file = `${how.rules}.fstab`;
  writeFileSync(file, mountTable(mounts), { mode: 0o600 });
  return file;
}

function withShim(env: Env, { folder }: Shim, rules: string): Env {
  const { bin, bashEnv } = placesIn(folder);
  const { PATH: path, BASH_ENV: own } = env;
  return {
    ...env,
    PATH: path === undefined ? bin : `${bin}${delimiter}${path}`,
    [GUARD_VARIABLE]: rules,
    // Whoever has such a file keeps it: bash reads one, and people write to it by this name.
    BASH_ENV: own ?? bashEnv,
  };
}
