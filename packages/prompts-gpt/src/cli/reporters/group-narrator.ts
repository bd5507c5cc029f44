import { isMemberInput, isMemberResult, type MemberInput, type MemberResult, type RecordedEvent } from "../../index.ts";
import { labelled } from "../layout.ts";
import { count, duration, plural } from "../quantities.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine } from "../text.ts";
import { bar } from "../bar.ts";
import { describeGroup, judging } from "./group-lines.ts";
import { advanceGroup, isWait, noGroup } from "./group-state.ts";
import { openLiveLine } from "./live-line.ts";
import { createNarrator } from "./narrator.ts";

interface Options {
  readonly verbose: boolean;
  readonly now?: () => number;
}

/** Tells several runs as one to a person: a line when a member begins and when it has ended, how things stand below. */
export function createGroupNarrator(terminal: Terminal, { verbose, now = Date.now }: Options) {
  const narrate = createNarrator(terminal, { verbose });
  let state = noGroup;
  /** Whom the last line was about. */
  let about = "";
  /** Who works unless it is said. */
  let usual = "";
  let isPaused = false;
  const live = openLiveLine(terminal, {
    text: (columns) => (isPaused ? "" : describeGroup(state, { now: now(), columns })),
  });
  const lines = (event: RecordedEvent): readonly string[] => {
    if (event.member === undefined) {
      if (event.type === "run.started") usual = event.plan.provider;
      const name = nameIn(event);
      const isNew = name !== undefined && name !== about && event.type !== "step.started";
      about = name ?? about;
      const told = linesOf(event, { terminal, usual }) ?? narrate(event);
      return isNew && told.length > 0 ? [terminal.style.bold(oneLine(name)), ...told] : told;
    }
    return verbose && event.type !== "run.started" ? narrate(event) : [];
  };
  return {
    async event(event: RecordedEvent): Promise<void> {
      state = advanceGroup(state, event);
      await live.print(lines(event));
    },
    note: (words: string) => live.print([words]),
    /** While somebody is asked nothing is drawn over the question. */
    async pause(told: readonly string[]): Promise<() => void> {
      isPaused = true;
      await live.print(told);
      return () => void (isPaused = false);
    },
    close: () => live.close(),
  };
}

/** Of the member that it is about: where several are at work, what comes between is of others. */
function nameIn(event: RecordedEvent): string | undefined {
  const told = event.type === "step.started" ? event.input : event.type === "step.finished" ? event.output : undefined;
  if (typeof told !== "object" || told === null || !("name" in told) || typeof told.name !== "string") return undefined;
  return told.name.replace(/\.eval$/, "");
}

interface Told {
  readonly terminal: Terminal;
  readonly usual: string;
}

function linesOf(event: RecordedEvent, { terminal, usual }: Told): readonly string[] | undefined {
  const { bold, dim, yellow } = terminal.style;
  switch (event.type) {
    case "step.started":
      if (isMemberInput(event.input)) return [bold(begun(event.input, usual))];
      return isWait(event.input)
        ? [`  waits for the limit of ${oneLine(event.input.provider)}, until ${event.input.until}`]
        : [];
    case "step.finished":
      if (isMemberResult(event.output))
        return labelled(terminal, " ", ended(event.output, terminal)).map((line) => `  ${line}`);
      return stepLines(event.output, terminal);
    case "auto.plan":
      return labelled(terminal, "plan:", event.steps.map(planned).join("; ")).map((line, index) =>
        index === 0 ? `${bold("plan:")} ${line}` : line,
      );
    case "run.resumed":
      return [dim("Going on where it was.")];
    case "member.lost": {
      const kept =
        event.snapshot === undefined ? "" : ` What stood in the folder is kept: prompts-gpt restore ${event.snapshot}`;
      return [`${yellow("again:")} ${oneLine(event.name)} had not ended well.${kept}`];
    }
    default:
      return undefined;
  }
}

/** `mend (write, after look)`. */
function planned({ name, access, needs }: { name: string; access: string; needs: readonly string[] }): string {
  return `${oneLine(name)} (${[access, ...(needs.length === 0 ? [] : [`after ${needs.map(oneLine).join(", ")}`])].join(", ")})`;
}

function begun({ kind, iteration, attempt, promptFile, name, provider }: MemberInput, usual: string): string {
  if (kind === "judge") return `  ${judging(name)}`;
  const which = iteration === undefined ? name : `iteration ${iteration.number} of ${iteration.of}`;
  const other = provider === undefined || provider === usual ? "" : `, with ${oneLine(provider)}`;
  return `${oneLine(promptFile)}: ${which}${attempt > 1 ? ` (try ${attempt})` : ""}${other}`;
}

function ended(
  { kind, status, durationMs, tokenUsage, changedFiles, failure, error }: MemberResult,
  { style }: Terminal,
): string {
  const colour = { succeeded: style.green, failed: style.red, cancelled: style.yellow }[status];
  const facts = [
    `${colour(status)} after ${duration(durationMs)}`,
    ...(tokenUsage.totalTokens > 0 ? [`${count(tokenUsage.totalTokens)} tokens`] : []),
    ...(changedFiles === null || kind === "judge" ? [] : [plural(changedFiles.length, "file")]),
  ];
  const why = status === "succeeded" ? "" : `: ${oneLine(failure?.message ?? error ?? "")}`;
  return `${facts.join(", ")}${why}`;
}

/** A score as a small bar; a commit by its hash. */
function stepLines(output: unknown, { style }: Terminal): readonly string[] {
  if (typeof output !== "object" || output === null || !("kind" in output)) return [];
  if (output.kind === "score" && "evaluation" in output) return scoreLines(output.evaluation as Scored);
  if (output.kind === "match" && "settled" in output && "first" in output && "second" in output)
    return [`  ${matchText(output as Matched)}`];
  if (output.kind !== "commit" || !("commit" in output) || typeof output.commit !== "string") return [];
  return [`  ${style.dim(`commit ${output.commit.slice(0, 7)}`)}`];
}

/** As the journal keeps it. */
interface Matched {
  readonly first: string;
  readonly second: string;
  readonly settled: { readonly kind: string; readonly winner?: "first" | "second" };
}

function matchText({ first, second, settled }: Matched): string {
  const pair = `${oneLine(first)} or ${oneLine(second)}`;
  if (settled.winner === undefined)
    return `${pair}: ${settled.kind === "tie" ? "as good as each other" : "no verdict"}`;
  return `${pair}: ${oneLine(settled.winner === "first" ? first : second)} is better`;
}

/** As the journal keeps it. */
interface Scored {
  readonly mean: number | null;
  readonly scores: Readonly<Record<string, number | null>>;
}

function scoreLines({ mean, scores }: Scored): readonly string[] {
  if (mean === null) return [];
  const each = Object.entries(scores).map(([name, score]) => `${oneLine(name)} ${score?.toFixed(2) ?? "-"}`);
  return [`  score ${bar(mean)} ${mean.toFixed(2)} (${each.join(", ")})`];
}
