import { shortCandidate } from "../../candidate-name.ts";
import { type ApplyOutcome, applyRun } from "../../index.ts";
import type { Command } from "../cli.ts";
import { runPlace } from "../place.ts";
import { present } from "../present.ts";
import { plural } from "../quantities.ts";
import { shellWord } from "../../shell-word.ts";
import { oneLine, widthOf, wrap } from "../text.ts";

/** 0 when it is there; 1 where both sides have changed the same: then nothing was changed. */
export const runsApply: Command = async (call, cli) => {
  const { candidate, branch, commit } = call.options;
  const outcome = await applyRun({
    ...runPlace(call, cli),
    ...(candidate === undefined ? {} : { candidate }),
    ...(branch === undefined ? {} : { branch }),
    ...(commit === undefined ? {} : { commit }),
  });
  const words = call.positionals.concat(candidate === undefined ? [] : ["--candidate", candidate]);
  const asked = words.map(shellWord).join(" ");
  await present(outcome, (shown) => linesOf(shown, { asked, columns: cli.out.columns() }), { call, cli });
  return outcome.conflicts.length === 0 ? 0 : 1;
};

const SHOWN = 20;

interface Screen {
  /** What was typed to name the result: it is typed again. */
  readonly asked: string;
  readonly columns: number;
}

function linesOf(
  { runId, candidate, paths, merged, conflicts, branch, commit }: ApplyOutcome,
  screen: Screen,
): string[] {
  const { asked, columns } = screen;
  if (conflicts.length > 0)
    return [
      `Nothing was applied: ${plural(conflicts.length, "file")} of ${oneLine(candidate)} cannot be brought in.`,
      ...listed(conflicts.map(({ path, why }) => `${path}: ${why}`)).flatMap((line) => indented(line, columns)),
      "See what it changed:",
      `  prompts-gpt runs diff ${runId}`,
      "Have it on a branch, to merge it yourself:",
      ...command(`  prompts-gpt runs apply ${asked}`, `--branch ${shortCandidate(candidate)}`, columns),
    ];
  if (branch !== null)
    return [
      `Made the branch ${oneLine(branch)} at ${commit?.slice(0, 7)}.`,
      `See it: git diff HEAD ${oneLine(branch)}`,
    ];
  return [
    `Applied ${runId}: ${plural(paths.length, "file")}.`,
    ...listed(paths.map((path) => (merged.includes(path) ? `${path} (merged with your changes)` : path))),
    ...(commit === null ? [] : [`Committed as ${commit.slice(0, 7)}.`]),
  ];
}

/** A shell reads on behind a backslash: cut at the edge of the terminal it could not be copied. */
function command(start: string, end: string, columns: number): string[] {
  return widthOf(`${start} ${end}`) <= columns ? [`${start} ${end}`] : [`${start} \\`, `    ${end}`];
}

function indented(line: string, columns: number): string[] {
  return wrap(line.trimStart(), columns - 4).map((part, index) => (index === 0 ? `  ${part}` : `    ${part}`));
}

function listed(lines: readonly string[]): string[] {
  const more = lines.length > SHOWN ? [`  and ${lines.length - SHOWN} more`] : [];
  return [...lines.slice(0, SHOWN).map((line) => `  ${oneLine(line)}`), ...more];
}
