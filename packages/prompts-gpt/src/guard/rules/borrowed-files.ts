import { isChanged } from "../needs.ts";
import { isGiven, type Reading } from "../read-options.ts";
import type { Risk } from "../verdict.ts";
import { overwriteRisk } from "./overwrite.ts";

const SPARING = new Set(
  ["am", "bisect", "checkout", "cherry-pick", "merge", "pull", "rebase", "revert"].concat(["rm", "switch"]),
);

/**
 * Without force git spares what is changed. It tells that by the index of the call's repository: in files that belong to
 * another one it spares nothing. (`checkout` of paths is judged as everywhere.)
 */
export function unsparedRisks(command: string, reading: Reading): readonly Risk[] {
  const { operands, dashes } = reading;
  if (!SPARING.has(command) || isGiven(reading, "cached", "dry-run", "quit", "orphan")) return [];
  const isNewBranch = isGiven(reading, "b", "create") && operands.length === 0;
  const isOfPaths = command === "checkout" && (operands.length !== 1 || dashes === 0);
  if (isNewBranch || isOfPaths) return [];
  const risk = overwriteRisk(`${command} in files of another repository`, `git ${command} without --git-dir`);
  return [{ ...risk, when: [isChanged(command === "rm" ? operands : [":/"], "tree")], harms: "borrowed-files" }];
}
