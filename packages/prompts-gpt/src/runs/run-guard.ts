import type { RunFacts } from "../agent/events.ts";
import type { Session, Task } from "../agent/task.ts";
import type { Config } from "../config/config.ts";
import { ConfigError } from "../errors.ts";
import { armGuard, type Guard, plannedHook } from "../guard/arm.ts";
import { namespacePossible } from "../process/namespace.ts";
import type { Env } from "../process/spawn.ts";
import { PROVIDERS } from "../providers/index.ts";
import { findTop, gitDirOf } from "../workspace/snapshot/git-dirs.ts";

/** What stands between the agent and git, while a run lasts. */
export interface RunGuard {
  /** The environment of the agent, with the guard in it. */
  readonly env: Env;
  /** A file with a table of what is to be mounted where it runs, if that can be had. */
  readonly mounts: string | undefined;
  /** The task, with what the provider's own rules need in it. */
  readonly task: Task;
  /** Tries it as the agent would. Rejects when it does not hold and has to. */
  tryOut(): Promise<GuardCover>;
  /** Adds the hooks. After the snapshot: they are none of the user's work. */
  arm(tried: GuardCover): Promise<GuardCover>;
  /** Tells what was refused. When the agent has ended. */
  report(task: Task, session: Session): Promise<void>;
  /** Takes all of it away; more than once does no harm. */
  close(): Promise<void>;
}

export interface GuardCover {
  /** The mounts that the guard would like, when they were found to hold. */
  readonly mounts: string | undefined;
  readonly facts: Pick<RunFacts, "guard">;
  readonly warnings: readonly { readonly message: string; readonly fix: string }[];
}

export interface GuardPlace {
  readonly task: Task;
  readonly config: Pick<Config, "disallowDestructiveGit" | "git">;
  /** Absolute. */
  readonly runDir: string;
  /** Of the agent. */
  readonly env: Env;
  readonly machineEnv: Env;
  /** Nothing starts without it. */
  readonly mustHold: boolean;
}

/** Made before the agent is staged: it is a part of the agent's environment. */
export async function guardForRun(place: GuardPlace): Promise<RunGuard> {
  const { guard, reason } = await guardOrReason(place);
  return {
    env: guard?.env ?? place.env,
    mounts: guard?.mounts,
    task: withHook(place.task, guard?.hook),
    async tryOut() {
      const covers = await guard?.tryOut();
      const mounts = covers?.cleared === "all" ? guard?.mounts : undefined;
      if (covers?.path === "all") return { mounts, facts: { guard: covers }, warnings: [] };
      const message = `The guard of git does not hold: ${reason ?? "a probe got through"}.`;
      if (place.mustHold)
        throw new ConfigError(message, "prompts-gpt doctor   (or without it: --allow-destructive-git)");
      return {
        mounts,
        facts: covers === undefined ? {} : { guard: covers },
        warnings: [{ message, fix: "prompts-gpt doctor" }],
      };
    },
    async arm(tried) {
      const { guard: covers } = tried.facts;
      if (
        guard === undefined ||
        typeof covers !== "object" ||
        !(await guard.armRefs({ isMounted: tried.mounts !== undefined }))
      )
        return tried;
      const isHooked = (route: string) =>
        route === "cleared" || PROVIDERS.get(place.task.provider)?.dropsHooks !== true;
      const withRefs = Object.entries(covers).map(
        ([route, what]) => [route, what === "none" && isHooked(route) ? "refs" : what] as const,
      );
      return { ...tried, facts: { guard: Object.fromEntries(withRefs) } };
    },
    async report(task, session) {
      if (guard === undefined) return;
      const { refused, tampered } = await guard.close();
      for (const { rule, command, at } of refused)
        await session.emit({ type: "guard.refused", task: task.key, rule, command, at });
      if (tampered)
        await session.emit({ type: "run.warning", message: TAMPERED, fix: "prompts-gpt restore --dry-run" });
    },
    close: async () => void (await guard?.close()),
  };
}

/** The task as a run would be given it; for a plan, which makes nothing. */
export function guardedTask({ task, env, machineEnv }: Pick<GuardPlace, "task" | "env" | "machineEnv">): Task {
  return withHook(task, plannedHook({ env, machineEnv }));
}

function withHook(task: Task, hook: string | undefined): Task {
  return hook === undefined ? task : { ...task, hook };
}

const TAMPERED = "The guard of git was tampered with while the agent ran: what it did with git was not looked at.";

interface GuardOrReason {
  readonly guard?: Guard;
  /** Why there is none. */
  readonly reason?: string;
}

async function guardOrReason({ task, config, runDir, env, machineEnv }: GuardPlace): Promise<GuardOrReason> {
  const top = findTop(task.cwd);
  const found = top === undefined ? undefined : gitDirOf(top);
  const gitDirs = found === undefined ? [] : [found.path];
  const repository = found === undefined || found.linked ? undefined : { gitDir: found.path, cwd: task.cwd };
  try {
    const canMount = namespacePossible() && !task.keepProcesses;
    const wish = { env, machineEnv, runDir, gitDirs, repository, canMount, allow: config.git.allow };
    const guard = await armGuard(wish);
    return guard === undefined ? { reason: "there is no git on PATH" } : { guard };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
