import { isMemberInput, isMemberResult, type MemberInput, type MemberResult, type RecordedEvent } from "../../index.ts";
import { count, duration, plural } from "../quantities.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine } from "../text.ts";
import { openLiveLine } from "./live-line.ts";
import { createNarrator } from "./narrator.ts";
import { advance, describeProgress, notStarted, type Progress } from "./progress.ts";

interface Options {
  readonly verbose: boolean;
  readonly now?: () => number;
}

/** Tells several runs as one to a person: a line when a member begins and when it has ended, what happens in between below. */
export function createGroupNarrator(terminal: Terminal, { verbose, now = Date.now }: Options) {
  const narrate = createNarrator(terminal, { verbose });
  const going = new Map<string, Progress>();
  const text = (columns: number) => describeMembers(going, { now: now(), columns });
  const live = openLiveLine(terminal, { text });
  return {
    async event(event: RecordedEvent): Promise<void> {
      if (event.member !== undefined) {
        going.set(event.member, advance(going.get(event.member) ?? notStarted, event));
        if (event.type === "run.finished") going.delete(event.member);
        await live.print(verbose && event.type !== "run.started" ? narrate(event) : []);
        return;
      }
      await live.print(lineOf(event, terminal) ?? narrate(event));
    },
    note: (words: string) => live.print([words]),
    close: () => live.close(),
  };
}

/** The one that began first, and how many there are beside it. */
function describeMembers(
  going: ReadonlyMap<string, Progress>,
  at: { readonly now: number; readonly columns: number },
): string {
  const [first] = going;
  if (first === undefined) return "";
  const [id, progress] = first;
  const more = going.size > 1 ? ` (and ${going.size - 1} more)` : "";
  const name = `${id.split("/")[1]}${more}  `;
  return `${name}${describeProgress(progress, at.now, at.columns - name.length)}`;
}

function lineOf(event: RecordedEvent, { style }: Terminal): string[] | undefined {
  if (event.type === "step.started" && isMemberInput(event.input)) return [`${style.bold(begun(event.input))}`];
  if (event.type === "step.finished" && isMemberResult(event.output)) return [ended(event.output, style)];
  return undefined;
}

function begun({ iteration, attempt, promptFile, name }: MemberInput): string {
  const which = iteration === undefined ? name : `iteration ${iteration.number} of ${iteration.of}`;
  return `${oneLine(promptFile)}: ${which}${attempt > 1 ? ` (try ${attempt})` : ""}`;
}

function ended(
  { status, durationMs, tokenUsage, changedFiles, failure, error }: MemberResult,
  style: Terminal["style"],
): string {
  const colour = { succeeded: style.green, failed: style.red, cancelled: style.yellow }[status];
  const facts = [
    `${colour(status)} after ${duration(durationMs)}`,
    ...(tokenUsage.totalTokens > 0 ? [`${count(tokenUsage.totalTokens)} tokens`] : []),
    ...(changedFiles === null ? [] : [plural(changedFiles.length, "file")]),
  ];
  const why = status === "succeeded" ? "" : `: ${oneLine(failure?.message ?? error ?? "")}`;
  return `  ${facts.join(", ")}${why}`;
}
