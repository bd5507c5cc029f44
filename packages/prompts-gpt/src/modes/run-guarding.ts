import type { Task } from "../agent/task.ts";
import { ConfigError } from "../errors.ts";
import type { Provider } from "../providers/provider.ts";
import type { GuardCover, GuardPlace, RunGuard } from "../runs/run-guard.ts";
import type { RunPromptInput } from "./run-input.ts";

/** Loaded only for runs that have one. Without, git is the agent's to use as it likes, and the header says so. */
export async function guardFor(input: RunPromptInput, place: GuardPlace): Promise<RunGuard> {
  if (isGuarded(input, place)) {
    const { guardForRun } = await import("../runs/run-guard.ts");
    return guardForRun(place);
  }
  if (input.requireGuard === true) {
    const instead =
      input.allowDestructiveGit === true
        ? "Leave out --allow-destructive-git or --require-guard"
        : "See which file sets disallowDestructiveGit, or leave out --require-guard: prompts-gpt status --config";
    throw new ConfigError("A guard is required, and switched off.", instead);
  }
  const { env, task } = place;
  const none: GuardCover = { mounts: undefined, facts: { guard: "off" }, warnings: [] };
  const nothing = async () => {};
  return {
    env,
    task,
    mounts: undefined,
    tryOut: async () => none,
    arm: async () => none,
    report: nothing,
    close: nothing,
  };
}

type PlannedPlace = Pick<GuardPlace, "task" | "config" | "env" | "machineEnv">;

/** The task as the run would be given it. Makes nothing. */
export async function plannedTask(input: RunPromptInput, place: PlannedPlace): Promise<Task> {
  if (!isGuarded(input, place)) return place.task;
  const { guardedTask } = await import("../runs/run-guard.ts");
  return guardedTask(place);
}

function isGuarded(input: RunPromptInput, { config }: Pick<GuardPlace, "config">): boolean {
  return input.allowDestructiveGit !== true && config.disallowDestructiveGit;
}

/** What the provider's own rules do not cover, because the user has set the same. */
export function rulesWarnings({ rules }: Provider, task: Task): readonly { readonly message: string }[] {
  const gap = rules?.(task).gap;
  return gap === undefined ? [] : [{ message: gap }];
}
