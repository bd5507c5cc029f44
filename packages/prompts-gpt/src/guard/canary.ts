import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withMounts } from "../process/namespace.ts";
import { capture, type Env } from "../process/spawn.ts";
import { withoutGit } from "../process/without-git.ts";
import { askOnceADay } from "./login-cache.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { userStateFolder } from "../user-folders.ts";

/** How an agent comes to git: by its name, from a login shell, by its path, or without any environment. */
type Route = "path" | "login" | "absolute" | "cleared";

/** What is guarded on a route: the working tree and refs, refs and stash alone, or nothing. */
type Cover = "all" | "refs" | "none";

export type Covers = Readonly<Record<Route, Cover>>;

export interface CanaryPlace {
  /** The environment that the agent gets. */
  readonly env: Env;
  /** Where our own folders stand. */
  readonly machineEnv: Env;
  readonly git: string;
  /** See `Guard.mounts`. */
  readonly mounts: string | undefined;
}

const LIMIT_MS = 10_000;
const CHANGED = "changed\n";
const AS = ["-c", "user.name=canary", "-c", "user.email=canary@localhost"];
const PROBE = `${AS.join(" ")} stash`;

/**
 * Tries the guard before the agent can: really, in repositories of its own, as an agent's shell would and with everything
 * in its place. A route is covered when the probe was refused and what it would have taken away still stands there.
 */
export async function tryGuard(place: CanaryPlace): Promise<Covers> {
  const { PATH, SHELL, HOME } = place.env;
  const key = JSON.stringify([
    PATH,
    SHELL,
    HOME,
    place.git,
    canaryFolder(place.machineEnv),
    place.mounts !== undefined,
  ]);
  const trying = underWay.get(key) ?? tryNow(place).finally(() => underWay.delete(key));
  underWay.set(key, trying);
  return trying;
}

/** Runs that begin at once share one try. */
const underWay = new Map<string, Promise<Covers>>();

async function tryNow(place: CanaryPlace): Promise<Covers> {
  const [path, login, cleared] = await Promise.all([
    isRefused("path", ["sh", "-c", `git ${PROBE}`], place),
    holdsInLoginShell(place),
    // Only a file that stands in git's own place can meet this one; then it also meets git called by its path.
    place.mounts !== undefined && isRefused("cleared", ["env", "-i", place.git, ...PROBE.split(" ")], place),
  ]);
  // A machine that lets nobody mount: the agent will then run without, too.
  if (place.mounts !== undefined && !cleared) return tryNow({ ...place, mounts: undefined });
  const cover = (isCovered: boolean): Cover => (isCovered ? "all" : "none");
  return { path: cover(path), login: cover(login), absolute: cover(cleared), cleared: cover(cleared) };
}

async function holdsInLoginShell(place: CanaryPlace): Promise<boolean> {
  const { env, machineEnv, git, mounts } = place;
  const shell = env["SHELL"] ?? "";
  const login = /\/(?:bash|zsh|dash|ksh|sh)$/.test(shell) ? shell : "sh";
  const file = join(canaryFolder(machineEnv), "login.json");
  return askOnceADay({ file, env, about: [login, git, mounts !== undefined] }, () =>
    isRefused("login", [login, "-lc", `git ${PROBE}`], place),
  );
}

async function isRefused(
  route: Route,
  [file = "sh", ...args]: readonly string[],
  place: CanaryPlace,
): Promise<boolean> {
  const folder = await scratch(route, place);
  const command = place.mounts === undefined ? { file, args } : withMounts({ file, args }, place.mounts);
  // Without what would lead the probe to another repository, somebody's own.
  const { exit } = await capture(command, { cwd: folder, env: withoutGit(place.env), limitMs: LIMIT_MS });
  return exit.kind === "exited" && exit.code === 1 && isChanged(folder);
}

/** Where the repositories of the probes stand: as protected as the user's own. */
export function canaryFolder(env: Env): string {
  return join(userStateFolder(env), "guard/canary");
}

/** A repository with something to lose; made once, and anew when a probe has got through. */
async function scratch(route: Route, place: CanaryPlace): Promise<string> {
  const folder = join(canaryFolder(place.machineEnv), route);
  if (isChanged(folder)) return folder;
  return oneAtATime(`${folder}.lock`, async () => {
    if (!isChanged(folder)) await make(folder, place);
    return folder;
  });
}

async function make(folder: string, { machineEnv, git }: CanaryPlace): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const call = (...args: readonly string[]) =>
    capture({ file: git, args: [...AS, ...args] }, { cwd: folder, env: quiet(machineEnv), limitMs: LIMIT_MS });
  await call("init", "-q");
  writeFileSync(join(folder, "file"), "committed\n");
  await call("add", "file");
  await call("commit", "-qm", "Something to lose");
  writeFileSync(join(folder, "file"), CHANGED);
}

function isChanged(folder: string): boolean {
  if (!existsSync(join(folder, ".git/HEAD")) || existsSync(join(folder, ".git/refs/stash"))) return false;
  return existsSync(join(folder, "file")) && readFileSync(join(folder, "file"), "utf8") === CHANGED;
}

/** None of the user's hooks and templates. */
function quiet(env: Env): Env {
  return { ...withoutGit(env), GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", GIT_TEMPLATE_DIR: "" };
}
