import type { MemberInput } from "../../index.ts";
import { count, duration } from "../quantities.ts";
import { fit, oneLine, pad, widthOf } from "../text.ts";
import type { Going, GroupState, Waiting } from "./group-state.ts";
import { actionLine, figuresOf, notStarted, type Progress } from "./progress.ts";

/** More than this and the rest is counted: the view stays at the foot of the screen. */
const SHOWN = 6;

interface At {
  readonly now: number;
  readonly columns: number;
}

/** The live view: how far it all is, and a line for each member at work or waiting. */
export function describeGroup(state: GroupState, at: At): string {
  if (state.startedAt === undefined) return "";
  const all = [
    ...[...state.going.values()].map((one) => goingRow(one, at)),
    ...[...state.waits.values()].map((one) => waitingRow(one, at)),
  ];
  const more = all.length > SHOWN ? [`  and ${all.length - SHOWN} more`] : [];
  return [headLine(state, at), ...aligned(all.slice(0, SHOWN), at.columns), ...more].join("\n");
}

interface Row {
  readonly name: string;
  readonly figures: readonly string[];
  readonly progress: Progress;
}

function goingRow({ input, progress }: Going, { now }: At): Row {
  return { name: nameOf(input), figures: figuresOf(progress, now), progress };
}

function waitingRow({ name, input, provider, until }: Waiting, { now }: At): Row {
  const left = duration(Math.max(0, until - now)).replace(/\.\d/, "");
  const last = `waits for the limit of ${oneLine(provider)}, ${left} left`;
  return {
    name: input === undefined ? oneLine(name) : nameOf(input),
    figures: ["", ""],
    progress: { ...notStarted, last },
  };
}

/** Names, times and tokens each under each other: numbers to the right, so that nothing moves when they grow. */
function aligned(rows: readonly Row[], columns: number): string[] {
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(widthOf));
  const name = widest(rows.map((row) => row.name));
  const widths = [0, 1].map((at) => widest(rows.map(({ figures }) => figures[at] ?? "")));
  return rows.map((row) => {
    const cells = row.figures.flatMap((text, at) => (widths[at] === 0 ? [] : [text.padStart(widths[at] ?? 0)]));
    return actionLine(row.progress, [`  ${pad(row.name, name)}`, ...cells].join("  "), columns).trimEnd();
  });
}

function headLine(
  { startedAt = 0, planned, done, failed, tokens, usd, isEstimate, going }: GroupState,
  at: At,
): string {
  const running = [...going.values()].reduce((sum, { progress }) => sum + progress.tokens, 0);
  const facts = [
    planned === 0 ? `${done} done` : `${done} of ${planned} done`,
    ...(failed.size > 0 ? [`${failed.size} failed`] : []),
    duration(at.now - startedAt).replace(/\.\d/, ""),
    ...(tokens + running > 0 ? [`${count(tokens + running)} tokens`] : []),
    ...(usd > 0 ? [`${isEstimate ? "about " : ""}$${usd.toFixed(2)}`] : []),
  ];
  return fit(facts.join("  "), at.columns);
}

/** `audit 3 of 10`, `prompt-2`, `judging iteration-3`. */
function nameOf({ kind, name, part, iteration }: MemberInput): string {
  if (kind === "judge") return judging(name);
  return iteration === undefined ? name : `${fit(oneLine(part), 20)} ${iteration.number} of ${iteration.of}`;
}

/** Of one that scores another, that one's name; of one that is there to judge, its own. */
export function judging(name: string): string {
  return name.startsWith("judge-") ? oneLine(name) : `judging ${oneLine(name.replace(/\.eval$/, ""))}`;
}
