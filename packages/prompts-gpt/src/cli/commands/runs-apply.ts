import { type ApplyOutcome, applyRun } from "../../index.ts";
import type { Command } from "../cli.ts";
import { runPlace } from "../place.ts";
import { present } from "../present.ts";
import { plural } from "../quantities.ts";
import { oneLine } from "../text.ts";

/** 0 when it is there; 1 where both sides have changed the same: then nothing was changed. */
export const runsApply: Command = async (call, cli) => {
  const { candidate, branch, commit } = call.options;
  const outcome = await applyRun({
    ...runPlace(call, cli),
    ...(candidate === undefined ? {} : { candidate }),
    ...(branch === undefined ? {} : { branch }),
    ...(commit === undefined ? {} : { commit }),
  });
  await present(outcome, linesOf, { call, cli });
  return outcome.conflicts.length === 0 ? 0 : 1;
};

const SHOWN = 20;

function linesOf({ runId, paths, merged, conflicts, branch, commit }: ApplyOutcome): string[] {
  if (conflicts.length > 0)
    return [
      `Nothing was applied: ${plural(conflicts.length, "file")} of ${runId} cannot be brought in.`,
      ...listed(conflicts.map(({ path, why }) => `${path}: ${why}`)),
      `See it: prompts-gpt runs diff ${runId}`,
      `Have it on a branch, to merge it yourself: prompts-gpt runs apply ${runId} --branch <name>`,
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

function listed(lines: readonly string[]): string[] {
  const more = lines.length > SHOWN ? [`  and ${lines.length - SHOWN} more`] : [];
  return [...lines.slice(0, SHOWN).map((line) => `  ${oneLine(line)}`), ...more];
}
