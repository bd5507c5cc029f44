import { isChanged, isNoObject, isObject, refExists } from "../needs.ts";
import { isGiven, type Reading, valuesOf } from "../read-options.ts";
import type { Rules } from "../rule.ts";
import type { Condition, Risk } from "../verdict.ts";
import { overwriteRisk } from "./overwrite.ts";

const SHARED =
  "guess no-guess q,quiet recurse-submodules=? progress m,merge conflict= d,detach t,track=? f,force orphan= " +
  "overwrite-ignore ignore-other-worktrees";

/** Going to another branch passes: git itself refuses where that would cost uncommitted work. */
export const checkoutRules: Rules = {
  checkout: {
    options:
      `b= B= l overlay no-overlay 2,ours 3,theirs p,patch ignore-skip-worktree-bits pathspec-from-file= ` +
      `pathspec-file-nul ${SHARED}`,
    risks: (reading) => [...switchRisks("checkout", reading), ...pathRisks(reading)],
  },
  switch: {
    options: `c,create= C,force-create= discard-changes ${SHARED}`,
    risks: (reading) => switchRisks("switch", reading),
  },
};

/** A branch that is there already would be set to another commit. */
export function existingBranch(rule: string, name: string, when: readonly Condition[] = []): Risk {
  return {
    rule,
    reason: `It would move the branch ${name} away from its commits.`,
    instead: `git switch ${name}, or a branch name that is free`,
    when: [refExists(`refs/heads/${name}`), ...when],
  };
}

function switchRisks(command: string, reading: Reading): readonly Risk[] {
  const risks: Risk[] = [];
  const instead = `commit first, then git ${command} <branch> without the option`;
  if (isGiven(reading, "force", "discard-changes")) risks.push(overwriteRisk(`${command} --force`, instead));
  if (isGiven(reading, "merge") || isGiven(reading, "conflict")) {
    risks.push({ ...overwriteRisk(`${command} --merge`, instead), when: [isChanged([":/"], "tree")] });
  }
  const [reset] = valuesOf(reading, "B", "force-create").slice(-1);
  const letter = command === "checkout" ? "B" : "C";
  return reset === undefined ? risks : [...risks, existingBranch(`${command} -${letter}`, reset)];
}

/** `git checkout <words>`: what is a path there, and what a branch, depends on what exists. */
function pathRisks(reading: Reading): readonly Risk[] {
  const risk = overwriteRisk(
    "checkout <paths>",
    "git diff <file>, then edit the file, or git show HEAD:<file> > <copy>",
  );
  if (isGiven(reading, "patch", "pathspec-from-file")) return [risk];
  if (isGiven(reading, "b", "B", "orphan", "detach")) return [];
  const { operands, dashes } = reading;
  if (dashes !== undefined) {
    const paths = operands.slice(dashes);
    return paths.length === 0 ? [] : [{ ...risk, when: [isChanged(paths, dashes === 0 ? "index" : "tree")] }];
  }
  const [first, ...rest] = operands;
  if (first === undefined || (first === "-" && rest.length === 0)) return [];
  const allPaths: Risk = { ...risk, when: [isNoObject(first), isChanged(operands, "index")] };
  return rest.length === 0 ? [allPaths] : [allPaths, { ...risk, when: [isObject(first), isChanged(rest, "tree")] }];
}
