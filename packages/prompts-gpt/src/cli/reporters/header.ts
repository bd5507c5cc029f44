import { byteSize } from "../../byte-size.ts";
import type { ParallelPlan, RecordedEvent } from "../../index.ts";
import { pairs } from "../layout.ts";
import { limitText, plural } from "../quantities.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine } from "../text.ts";

type Started = Extract<RecordedEvent, { type: "run.started" }>;

/** What is known before the agent starts; the access above all. */
export function headerLines(
  { runId, mode, plan }: Started,
  { style, columns }: Pick<Terminal, "style" | "columns">,
): string[] {
  const { promptFile, promptTitle, providerReason, gitBranch, limits, extraArgs } = plan;
  const unnamed = mode === "sweep" || mode === "batch" ? "several files" : "given inline";
  const prompt = [promptFile ?? unnamed, promptTitle === undefined ? "" : `(${promptTitle})`].join(" ");
  const rows: (readonly [string, string] | undefined)[] = [
    ["prompt", prompt],
    ...(competing(plan.group) ?? [
      ["agent", `${[plan.provider, plan.providerVersion].filter(Boolean).join(" ")} (${providerReason})`] as const,
      plan.continues === undefined ? undefined : (["continues", plan.continues] as const),
      ["model", plan.model ?? "the agent's own choice"] as const,
    ]),
    ["access", plan.access],
    ["timeout", limitText(limits.timeoutSeconds)],
    limits.idleTimeoutSeconds === 0 ? undefined : ["silence", `at most ${limitText(limits.idleTimeoutSeconds)}`],
    extraArgs?.length ? ["passed on", extraArgs.join(" ")] : undefined,
    ...snapshotRows(plan.snapshot),
    ...guardRows(plan.guard),
    gitBranch === undefined ? undefined : ["branch", `${gitBranch} ${plan.gitHead ?? ""}`],
  ];
  const shown = rows.filter((row) => row !== undefined).map(([name, value]) => [name, oneLine(value)] as const);
  return [style.bold(`prompts-gpt ${mode === "batch" ? "run-batch" : mode} ${runId}`), ...pairs(shown, columns()), ""];
}

/** Of agents that compete all, each as it was asked for. */
function competing(group: unknown): (readonly [string, string])[] | undefined {
  if (typeof group !== "object" || group === null || !("candidates" in group)) return undefined;
  const { candidates } = group as Pick<ParallelPlan, "candidates">; // as that mode plans them
  const names = candidates.map(({ provider, model }) => (model === undefined ? provider : `${provider}=${model}`));
  return [["agents", names.join(", ")]];
}

const WAYS = { path: "by name", login: "login shell", absolute: "by path", cleared: "without environment" } as const;
const ROUTES = ["path", "login", "absolute", "cleared"] as const;
const COVERED = { all: "everything", refs: "refs and stash", none: "nothing" } as const;

/** What holds on which way to git. */
function guardRows(guard: Started["plan"]["guard"]): (readonly [string, string])[] {
  if (guard === undefined) return [];
  if (guard === "off") return [["guard", "none: the agent may stash, reset, clean and force as it likes"]];
  if (Object.values(guard).every((cover) => cover === "all")) return [["guard", "git, on every way to it"]];
  const ways = (["all", "refs", "none"] as const).flatMap((cover) => {
    const names = ROUTES.filter((route) => guard[route] === cover).map((route) => WAYS[route]);
    return names.length === 0 ? [] : [`${names.join(", ")}: ${COVERED[cover]}`];
  });
  return [["guard", `git ${ways.join("; ")}`]];
}

/** That there is none is worth a line; of one that is there, what it lacks. */
function snapshotRows(snapshot: Started["plan"]["snapshot"]): (readonly [string, string])[] {
  if (snapshot === undefined) return [];
  if (snapshot === "off") return [["snapshot", "none (--no-snapshot): nothing can be brought back"]];
  const { ignoredFiles, ignoredBytes, omittedCount, omitted } = snapshot;
  const ignored =
    ignoredFiles === 0 ? [] : [`with ${plural(ignoredFiles, "ignored file")} (${byteSize(ignoredBytes)})`];
  const names = omitted.slice(0, 3).map(({ path }) => path);
  const lacks =
    omittedCount === 0 ? [] : [`without ${names.join(", ")}${omittedCount > 3 ? ` and ${omittedCount - 3} more` : ""}`];
  return [["snapshot", ["taken", ...ignored, ...lacks].join(", ")]];
}
