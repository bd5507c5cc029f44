import type { MemberInput } from "../../index.ts";
import { count, duration } from "../quantities.ts";
import { fit, oneLine, widthOf } from "../text.ts";
import type { Going, GroupState } from "./group-state.ts";
import { describeProgress } from "./progress.ts";

/** More than this and the rest is counted: the view stays at the foot of the screen. */
const SHOWN = 6;

interface At {
  readonly now: number;
  readonly columns: number;
}

/** The live view: how far it all is, and a line for each member at work or waiting. */
export function describeGroup(state: GroupState, at: At): string {
  if (state.startedAt === undefined) return "";
  const waits = [...state.waits].map(([name, { provider, until }]) => {
    const left = duration(Math.max(0, until - at.now)).replace(/\.\d/, "");
    return fit(`  ${name}  waits for the limit of ${oneLine(provider)}, ${left} left`, at.columns);
  });
  const all = [...[...state.going.values()].map((one) => goingLine(one, at)), ...waits];
  const more = all.length > SHOWN ? [`  and ${all.length - SHOWN} more`] : [];
  return [headLine(state, at), ...all.slice(0, SHOWN), ...more].join("\n");
}

function headLine(
  { startedAt = 0, planned, done, failed, tokens, usd, isEstimate, going }: GroupState,
  at: At,
): string {
  const running = [...going.values()].reduce((sum, { progress }) => sum + progress.tokens, 0);
  const facts = [
    planned === 0 ? `${done} done` : `${done} of ${planned} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    duration(at.now - startedAt).replace(/\.\d/, ""),
    ...(tokens + running > 0 ? [`${count(tokens + running)} tokens`] : []),
    ...(usd > 0 ? [`${isEstimate ? "about " : ""}$${usd.toFixed(2)}`] : []),
  ];
  return fit(facts.join("  "), at.columns);
}

function goingLine({ input, progress }: Going, { now, columns }: At): string {
  const name = `  ${nameOf(input)}  `;
  return `${name}${describeProgress(progress, now, columns - widthOf(name))}`;
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
