import { configIs, isChanged, isTrackedChange } from "../needs.ts";
import { isGiven, type Reading, valuesOf } from "../read-options.ts";
import { outputRisk } from "./outputs.ts";
import { overwriteRisk } from "./overwrite.ts";
import type { Rules } from "../rule.ts";
import { lastSetting, type Setting } from "../settings.ts";
import type { Risk } from "../verdict.ts";

/** Commands that write over, or delete, files that were not committed. */
export const workingTreeRules: Rules = {
  reset: {
    options:
      "q,quiet no-refresh mixed soft hard merge keep recurse-submodules=? p,patch N,intent-to-add " +
      "pathspec-from-file= pathspec-file-nul",
    risks: (reading) =>
      ["hard", "merge", "keep"].filter((mode) => isGiven(reading, mode)).map((mode) => resetRisk(mode)),
  },
  clean: { options: "q,quiet n,dry-run f,force i,interactive d e,exclude= x X", risks: cleanRisks },
  restore: {
    options:
      "s,source= S,staged W,worktree ignore-unmerged overlay no-overlay q,quiet recurse-submodules=? progress m,merge " +
      "conflict= 2,ours 3,theirs p,patch ignore-skip-worktree-bits pathspec-from-file= pathspec-file-nul",
    risks: restoreRisks,
  },
  "read-tree": {
    options:
      "index-output= empty v,verbose m trivial aggressive reset prefix= u exclude-per-directory= i n,dry-run " +
      "no-sparse-checkout debug-unpack recurse-submodules=? q,quiet",
    risks: readTreeRisks,
  },
  "checkout-index": {
    options:
      "a,all ignore-skip-worktree-bits f,force q,quiet n,no-create u,index z stdin temp prefix= stage= recurse-submodules=?",
    risks: checkoutIndexRisks,
  },
  "checkout--worker": { risks: () => [overwriteRisk("checkout--worker", "git checkout <branch>")] },
  rm: {
    options: "n,dry-run q,quiet cached f,force r ignore-unmatch sparse pathspec-from-file= pathspec-file-nul",
    risks: rmRisks,
  },
  mv: { options: "v,verbose n,dry-run f,force k sparse", risks: mvRisks },
  apply: {
    options:
      "exclude= include= p= no-add stat numstat summary check index N,intent-to-add cached unsafe-paths apply 3,3way " +
      "build-fake-ancestor= z C= whitespace= ignore-space-change ignore-whitespace R,reverse unidiff-zero reject " +
      "allow-overlap v,verbose q,quiet inaccurate-eof recount directory= allow-empty allow-binary-replacement binary",
    risks: applyRisks,
  },
};

const COMMIT_FIRST = 'git commit -am "work in progress"';

function resetRisk(mode: string): Risk {
  return { ...overwriteRisk(`reset --${mode}`, "git reset --soft <commit>, or git revert <commit>") };
}

/** Without force git refuses, unless its configuration says otherwise. */
function cleanRisks(reading: Reading, settings: readonly Setting[]): readonly Risk[] {
  if (isGiven(reading, "dry-run")) return [];
  const risk: Risk = {
    rule: "clean",
    reason: "It would delete files that git does not keep.",
    instead: "git clean -n, then delete the files that you made by name",
    harms: "files",
  };
  if (isGiven(reading, "force", "interactive")) return [risk];
  const key = "clean.requireforce";
  const onLine = lastSetting(settings, key);
  if (onLine !== undefined) return isOff(onLine) ? [risk] : [];
  return [{ ...risk, when: [configIs(key, (lines) => isOff(lines.at(-1) ?? "true"))] }];
}

function isOff(value: string): boolean {
  return /^(false|no|off|0|)$/i.test(value);
}

function restoreRisks(reading: Reading): readonly Risk[] {
  if (isGiven(reading, "staged") && !isGiven(reading, "worktree")) return [];
  const risk = overwriteRisk("restore", "git restore --staged <file>, or git diff <file> and edit it");
  if (isGiven(reading, "pathspec-from-file", "patch")) return [risk];
  if (reading.operands.length === 0) return [];
  const from = isGiven(reading, "source", "staged") ? "tree" : "index";
  return [{ ...risk, when: [isChanged(reading.operands, from)] }];
}

const readTreeRisk = overwriteRisk("read-tree -u", "git read-tree <tree>, which leaves the files alone");

function readTreeRisks(reading: Reading): readonly Risk[] {
  const outputs = valuesOf(reading, "index-output").map((file) => outputRisk("read-tree --index-output", file));
  return isGiven(reading, "u") && !isGiven(reading, "dry-run") ? [readTreeRisk, ...outputs] : outputs;
}

/** With a prefix it writes a copy somewhere: only what stands there already could be lost. */
function checkoutIndexRisks(reading: Reading): readonly Risk[] {
  if (!isGiven(reading, "force") || isGiven(reading, "temp")) return [];
  const risk = overwriteRisk("checkout-index --force", "git checkout-index --prefix=<new folder>/ <file>");
  const prefix = valuesOf(reading, "prefix").at(-1);
  return [prefix ? { ...risk, when: [isChanged([prefix], "tree")] } : risk];
}

/** Without force git itself leaves changed files alone. */
function rmRisks(reading: Reading): readonly Risk[] {
  if (!isGiven(reading, "force") || isGiven(reading, "cached", "dry-run")) return [];
  const risk = overwriteRisk("rm --force", `git rm --cached <file>, or ${COMMIT_FIRST} before git rm`);
  if (isGiven(reading, "pathspec-from-file")) return [risk];
  return reading.operands.length === 0 ? [] : [{ ...risk, when: [isTrackedChange(reading.operands)] }];
}

function mvRisks(reading: Reading): readonly Risk[] {
  const to = reading.operands.at(-1);
  if (!isGiven(reading, "force") || isGiven(reading, "dry-run") || to === undefined) return [];
  const risk = overwriteRisk("mv --force", "git mv <file> <a name that is free>");
  return [{ ...risk, when: [{ ...isChanged([to], "tree"), holds: (lines) => lines.some((line) => line !== "") }] }];
}

/** What only shows, or only touches the index, loses nothing. */
function applyRisks(reading: Reading): readonly Risk[] {
  const outputs = valuesOf(reading, "build-fake-ancestor").map((file) =>
    outputRisk("apply --build-fake-ancestor", file),
  );
  const shows = isGiven(reading, "stat", "numstat", "summary", "check") && !isGiven(reading, "apply");
  if (!isGiven(reading, "reverse") || shows || isGiven(reading, "cached")) return outputs;
  return [
    ...outputs,
    overwriteRisk("apply --reverse", "git revert <commit>, or git apply --check --reverse to look first"),
  ];
}
