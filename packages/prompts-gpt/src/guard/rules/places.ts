import { isGiven, type Reading, valuesOf } from "../read-options.ts";
import { type CommandRule, HARMLESS, type Rules } from "../rule.ts";
import type { Risk } from "../verdict.ts";
import { carriedBy, carriedByAddress, carriedByOperands } from "./carried.ts";
import { existingBranch } from "./checkout.ts";
import { overwriteRisk } from "./overwrite.ts";

/** Worktrees, submodules, and which files are there at all. */
export const placeRules: Rules = {
  worktree: {
    subcommands: {
      add: {
        options: "f,force b= B= d,detach checkout lock reason= orphan q,quiet track guess-remote relative-paths",
        risks: (reading) => valuesOf(reading, "B").map((name) => existingBranch("worktree add -B", name)),
      },
      remove: {
        options: "f,force",
        risks: forced("worktree remove --force", "git worktree remove <folder>, which keeps changed files"),
      },
      // Only what has lost its folder goes.
      prune: HARMLESS,
    },
  },
  submodule: {
    options: "q,quiet cached",
    subcommands: {
      deinit: {
        options: "f,force all q,quiet",
        risks: forced("submodule deinit --force", "git submodule deinit <path>, which keeps changed files"),
      },
      update: {
        options:
          "q,quiet progress i,init remote N,no-fetch f,force checkout m,merge r,rebase reference= recursive depth= " +
          "j,jobs= recommend-shallow single-branch filter= dissociate",
        risks: forced("submodule update --force", "git submodule update, which keeps changed files"),
      },
      foreach: {
        options: "q,quiet recursive",
        order: "stop",
        carries: (reading) => carriedByOperands("submodule foreach", reading),
      },
      add: {
        options: "b,branch= f,force q,quiet progress name= reference= dissociate depth= ref-format=",
        carries: (reading) => carriedByAddress(reading.operands),
      },
    },
  },
  "sparse-checkout": {
    subcommands: { set: sparse("set"), init: sparse("init"), reapply: sparse("reapply"), clean: sparse("clean") },
  },
  "update-index": {
    options:
      "q ignore-submodules add replace remove unmerged refresh really-refresh cacheinfo= chmod= assume-unchanged " +
      "skip-worktree ignore-skip-worktree-entries info-only force-remove z stdin index-info unresolve g,again " +
      "ignore-missing verbose clear-resolve-undo index-version= show-index-version split-index untracked-cache " +
      "test-untracked-cache force-untracked-cache force-write-index fsmonitor fsmonitor-valid",
    risks: (reading) => (isGiven(reading, "assume-unchanged", "skip-worktree", "fsmonitor-valid") ? [hideRisk] : []),
  },
  init: { options: initOptions(), risks: initRisks },
  "init-db": { options: initOptions(), risks: initRisks },
  clone: {
    options:
      "v,verbose q,quiet progress reject-shallow n,no-checkout bare naked mirror l,local no-hardlinks s,shared " +
      "recurse-submodules=? recursive=? j,jobs= template= reference= reference-if-able= dissociate o,origin= b,branch= " +
      "revision= u,upload-pack= depth= shallow-since= shallow-exclude= single-branch no-tags shallow-submodules " +
      "separate-git-dir= ref-format= c,config= server-option= 4,ipv4 6,ipv6 filter= also-filter-submodules " +
      "remote-submodules sparse bundle-uri=",
    carries: (reading) => [
      ...carriedBy("clone --upload-pack", reading, "upload-pack"),
      ...carriedByAddress(reading.operands),
    ],
  },
};

const hideRisk: Risk = {
  rule: "update-index --assume-unchanged",
  reason: "It would hide changes from git, which could then write over them.",
  instead: "git update-index --no-assume-unchanged <file>, or name the file in .git/info/exclude",
};

function forced(rule: string, instead: string): (reading: Reading) => readonly Risk[] {
  return (reading) => (isGiven(reading, "force") ? [overwriteRisk(rule, instead)] : []);
}

function sparse(command: string): CommandRule {
  const reason = "It would take files away that are there now, ignored ones too.";
  const instead = "git sparse-checkout add <folder>, or git worktree add <folder> and work there";
  return { risks: () => [{ rule: `sparse-checkout ${command}`, reason, instead, harms: "files" }] };
}

function initOptions(): string {
  return "template= bare shared=? q,quiet separate-git-dir= b,initial-branch= object-format= ref-format=";
}

/** On a repository that is there, `git init` changes nothing else. */
function initRisks(reading: Reading): readonly Risk[] {
  if (!isGiven(reading, "separate-git-dir")) return [];
  const reason = "It would move the repository to another folder.";
  return [{ rule: "init --separate-git-dir", reason, instead: "git init <new folder>" }];
}
