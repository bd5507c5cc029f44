import { summarizeUsage, type UsageBy, type UsageReport } from "../../index.ts";
import type { Command } from "../cli.ts";
import { table } from "../layout.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { count } from "../quantities.ts";
import { fit, oneLine, wrap } from "../text.ts";

export const runsUsage: Command = async (call, cli) => {
  const { since, by } = call.options;
  const report = await summarizeUsage({
    ...placeOf(call, cli),
    ...(since === undefined ? {} : { since }),
    ...(by === undefined ? {} : { by: by as UsageBy }), // the flag table has these words alone
  });
  await present(report, (shown) => usageLines(shown, cli.out.columns()), { call, cli });
  return 0;
};

type Sum = UsageReport["total"];

const HEADER = ["RUNS", "INPUT", "OUTPUT", "REPORTED", "ESTIMATED", "PLAN", "UNKNOWN"];
/** What these take at most, with the spaces between them. */
const NUMBERS = 66;

/** A line for each group, and one for all: dollars, and tokens of which there are none to tell. */
export function usageLines({ groups, total, by, since }: UsageReport, columns: number): string[] {
  if (groups.length === 0)
    return [`No runs${since === null ? "" : ` since ${since}`}. Start one: prompts-gpt run <file>`];
  const longest = Math.max(14, columns - NUMBERS);
  const rows = groups.map(({ name, ...sum }) => [fit(oneLine(name), longest), ...cells(sum)]);
  const lines = table([by.toUpperCase(), ...HEADER], [...rows, ["total", ...cells(total)]], columns);
  return [...lines, ...notes(total).flatMap((note) => ["", ...wrap(note, columns)])];
}

function cells({ runs, usage, reportedUsd, estimatedUsd, subscriptionTokens, unknownTokens }: Sum): string[] {
  return [
    String(runs),
    count(usage.inputTokens),
    count(usage.outputTokens),
    dollars(reportedUsd),
    estimatedUsd === 0 ? "-" : `~${dollars(estimatedUsd)}`,
    tokens(subscriptionTokens),
    tokens(unknownTokens),
  ];
}

function dollars(usd: number): string {
  return usd === 0 ? "-" : `$${usd.toFixed(usd < 0.1 ? 4 : 2)}`;
}

function tokens(number: number): string {
  return number === 0 ? "-" : count(number);
}

function notes({ estimatedUsd, subscriptionTokens, unknownTokens }: Sum): string[] {
  const said = [
    ...(estimatedUsd > 0 ? ["ESTIMATED: tokens at list prices; what is billed may differ."] : []),
    ...(subscriptionTokens > 0 ? ["PLAN: tokens that a subscription pays for."] : []),
    ...(unknownTokens > 0 ? ["UNKNOWN: tokens of which nobody says what they cost."] : []),
  ];
  return said.length === 0 ? [] : [said.join(" ")];
}
