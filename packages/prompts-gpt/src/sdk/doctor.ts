import { resolve } from "node:path";
import { processEnv } from "../config/environment.ts";
import { findProjectRoot } from "../config/root.ts";
import type { Check, CheckPlace } from "../doctor/check.ts";
import { type Examined, examine } from "../doctor/examine.ts";
import { pathOutside } from "../path-outside.ts";
import { artifactsDirOf } from "../modes/artifacts-dir.ts";
import { loadProject } from "../modes/project.ts";
import { interruptedRuns } from "../runs/interrupted.ts";
import { findTop } from "../workspace/snapshot/git-dirs.ts";
import { isCI } from "../config/ci.ts";
import type { Place } from "./place.ts";

/** What `doctor` has to say about a project and this machine. */
export interface Checkup {
  /** No check found an error. */
  readonly ok: boolean;
  readonly root: string;
  readonly checks: readonly Examined[];
}

export interface DoctorPlace extends Place {
  /** Whether this machine is ready for runs that nobody watches (a CI), in place of the usual checks. */
  readonly remote?: boolean;
  /** Mend what needs no decision; `fixed` of each check says what was changed. */
  readonly fix?: boolean;
}

/**
 * Looks at what runs and the registry rely on, whether or not the configuration holds. Makes no request, starts nothing
 * that the repository brings, and changes nothing but with `fix`.
 */
export async function doctor({ remote = false, fix = false, ...place }: DoctorPlace = {}): Promise<Checkup> {
  const opened = await open(place);
  const checks = await examine(opened, await load(remote), { fix });
  const ok = checks.every(({ findings }) => findings.every(({ severity }) => severity !== "error"));
  return { ok, root: opened.root, checks };
}

/** Nobody needs both. */
async function load(remote: boolean): Promise<readonly Check[]> {
  if (remote) return (await import("../doctor/remote-checks.ts")).remoteChecks;
  return (await import("../doctor/local-checks.ts")).localChecks;
}

async function open(place: Place): Promise<CheckPlace> {
  const cwd = resolve(place.cwd ?? ".");
  const userEnv = place.env ?? processEnv();
  const root = findProjectRoot(cwd);
  const env = await pathOutside(root, await pathOutside(findTop(cwd) ?? root, userEnv));
  // Why it cannot be loaded is for the check `config` to say.
  const loaded = await loadProject({ cwd, env }).catch(() => undefined);
  const project = loaded && { loaded, artifactsDir: artifactsDirOf(place, cwd, loaded) };
  return {
    cwd,
    root,
    env,
    userEnv,
    isCI: isCI(userEnv),
    project,
    interruptedRuns: async () => (project === undefined ? [] : interruptedRuns(project.artifactsDir)),
  };
}
