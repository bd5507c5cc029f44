import { type Exit, describeExit } from "../process/exit.ts";
import { providerOf } from "../providers/index.ts";
import type { AgentEvent, Provider, ProviderSettings } from "../providers/provider.ts";
import { adviceFor } from "./failure-advice.ts";
import type { FailureKind } from "../failure-kind.ts";
import { kindOf } from "./failure-patterns.ts";
import { resetAtOf } from "./reset-time.ts";

export type { FailureKind };

/** Why a run was no success: what happened in one sentence, and what to type. */
export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly fix: string;
  /** When a limit ends, ISO 8601 UTC, where the provider says so. */
  readonly resetAt?: string;
}

/** Everything that says how an agent ended. */
export interface Ending {
  readonly exit: Exit;
  /** The CLI's closing event, when it sent one. */
  readonly final?: Extract<AgentEvent, { type: "agent.final" }>;
  /** The end of what it wrote to stderr. */
  readonly stderrTail: string;
  readonly provider: Provider;
  readonly limits?: { readonly timeoutSeconds: number; readonly idleTimeoutSeconds: number };
  /** When it ended: "in 20 seconds" counts from here. */
  readonly now?: Date;
}

/**
 * Why this was no success; undefined when it was one: the CLI's closing event says so (where it has one), it ended by
 * itself, and its exit code agrees. None of the three is enough: CLIs exit with 0 after an error or a signal (measured).
 */
export function classify(ending: Ending): Failure | undefined {
  const { exit } = ending;
  switch (exit.kind) {
    case "cancelled":
      return failure(ending, "cancelled", exit.why);
    case "timed-out":
      return failure(
        ending,
        exit.limit === "idle" ? "hung" : "timed-out",
        describeExit(exit) + limitOf(ending, exit.limit),
      );
    case "not-started":
      return failure(ending, /ENOENT/.test(exit.message) ? "not-installed" : "crashed", exit.message);
    case "signalled":
      return saidSo(ending) ?? failure(ending, "crashed", describeExit(exit));
    case "exited":
      return afterExit(ending, exit.code);
  }
}

function afterExit(ending: Ending, code: number): Failure | undefined {
  const { final, provider, stderrTail } = ending;
  const said = saidSo(ending);
  if (said !== undefined) return said;
  const lastWords = lastLine(stderrTail);
  const isOver = final !== undefined || provider.final === "none";
  if (isOver && code === 0) return undefined;
  const why = recognised(ending, stderrTail);
  if (why !== undefined) return why;
  const how = isOver ? `exited with code ${code}` : `exited with code ${code} without its closing event`;
  if (isOver && lastWords !== "") return failure(ending, "unknown", `${how}: ${lastWords}`);
  return failure(ending, "crashed", lastWords === "" ? how : `${how}: ${lastWords}`);
}

/** Its own closing word that it failed says more than how it ended. */
function saidSo(ending: Ending): Failure | undefined {
  const { final } = ending;
  if (final?.ok !== false) return undefined;
  return recognised(ending, final.message) ?? failure(ending, "unknown", final.message);
}

function recognised(ending: Ending, said: string): Failure | undefined {
  const found = kindOf(said, ending.provider.failures);
  return found && failure(ending, found.kind, found.line, said);
}

function limitOf({ limits }: Ending, limit: "idle" | "total"): string {
  const seconds = limit === "idle" ? limits?.idleTimeoutSeconds : limits?.timeoutSeconds;
  return seconds === undefined || seconds === 0 ? "" : ` of ${seconds} s`;
}

/** What is known when the run is over; the trees are null outside a repository, and where git could not write them down. */
export interface Effect {
  readonly denied: number;
  /** At least one of its tools went through. */
  readonly acted: boolean;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * The failure of an agent that ended well and did nothing because it was not allowed to; undefined when it was denied
 * nothing or changed something all the same. Without trees, what its tools did has to answer.
 */
export function deniedFailure(
  { denied, acted, before, after }: Effect,
  task: { readonly provider: string; readonly settings: ProviderSettings },
): Failure | undefined {
  const changed = before === null || after === null ? acted : before !== after;
  if (denied === 0 || changed) return undefined;
  const detail = `${denied} tool ${denied === 1 ? "call was" : "calls were"} denied and nothing was changed`;
  const provider = providerOf(task.provider, task.settings.custom);
  return { kind: "permission-denied", ...adviceFor("permission-denied", { provider, detail, resetAt: undefined }) };
}

/**
 * Tool calls whose denial is told on stderr alone: Codex says nothing in its events of a patch that its sandbox
 * refused (measured, 0.169.0). To be added to those that the events tell of.
 */
export function deniedOnStderr(stderrTail: string): number {
  return stderrTail.match(/patch rejected: /g)?.length ?? 0;
}

/** `said` is all of what it said: the time at which a limit ends may stand on a line of its own. */
// oxlint-disable-next-line eslint/max-params -- the line that is quoted, and what it is part of
function failure(ending: Ending, kind: FailureKind, detail: string, said = detail): Failure {
  const resetAt = kind === "rate-limited" || kind === "usage-limit" ? resetIn(ending, [detail, said]) : undefined;
  const advice = adviceFor(kind, { provider: ending.provider, detail: shortened(detail), resetAt });
  return { kind, ...advice, ...(resetAt === undefined ? {} : { resetAt }) };
}

function resetIn({ now = new Date() }: Ending, texts: readonly string[]): string | undefined {
  return texts.map((text) => resetAtOf(text, now)).find((at) => at !== undefined);
}

function shortened(detail: string): string {
  const line = detail.replaceAll(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

function lastLine(output: string): string {
  return output.trimEnd().split("\n").at(-1)?.trim() ?? "";
}
