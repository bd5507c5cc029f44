import { isChanged } from "../needs.ts";
import { isGiven, type Reading, valuesOf } from "../read-options.ts";
import { type CommandRule, HARMLESS, type Rules } from "../rule.ts";
import type { Risk } from "../verdict.ts";
import { carriedBy, carriedByOperands } from "./carried.ts";
import { overwriteRisk } from "./working-tree.ts";

/** Commands whose harm, if any, is in what they are told to run, or in the file they print to. */
export const carrierRules: Rules = {
  bisect: {
    subcommands: {
      run: { order: "stop", carries: (reading) => carriedByOperands("bisect run", reading) },
      // Goes back as `git checkout` does, without force.
      reset: HARMLESS,
    },
  },
  difftool: {
    options: "g,gui d,dir-diff y,no-prompt prompt symlinks t,tool= tool-help trust-exit-code x,extcmd= no-index",
    carries: (reading) => carriedBy("difftool --extcmd", reading, "extcmd"),
  },
  grep: {
    options:
      "cached no-index untracked exclude-standard recurse-submodules v,invert-match i,ignore-case w,word-regexp a,text I " +
      "textconv r,recursive max-depth= E,extended-regexp G,basic-regexp F,fixed-strings P,perl-regexp n,line-number " +
      "column h H full-name l,files-with-matches name-only L,files-without-match z,null o,only-matching c,count " +
      "color=? break heading C,context= B,before-context= A,after-context= threads= p,show-function W,function-context " +
      "f= e= and or not q,quiet all-match O,open-files-in-pager=? ext-grep m,max-count=",
    carries: (reading) => carriedBy("grep --open-files-in-pager", reading, "open-files-in-pager"),
  },
  "merge-index": { order: "stop", carries: (reading) => carriedByOperands("merge-index", reading) },
  archive: {
    options:
      "format= prefix= add-file= add-virtual-file= o,output= mtime= worktree-attributes v,verbose l,list remote= exec=",
    risks: (reading) => valuesOf(reading, "output").map((file) => outputRisk("archive", file)),
    carries: (reading) => carriedBy("archive --exec", reading, "exec"),
  },
  ...Object.fromEntries(
    ["diff", "log", "show", "diff-tree", "diff-index", "diff-files", "whatchanged", "format-patch"]
      .concat(["shortlog", "range-diff", "rev-list", "blame", "annotate"])
      .map((command) => [command, printing(command)] as const),
  ),
  "fast-export": {
    options: "export-marks=",
    risks: (reading) => valuesOf(reading, "export-marks").map((file) => outputRisk("fast-export --export-marks", file)),
  },
  bundle: {
    subcommands: {
      create: {
        options: "q,quiet progress all-progress all-progress-implied version=",
        risks: ({ operands }) => operands.slice(0, 1).map((file) => outputRisk("bundle create", file)),
      },
    },
  },
};

/** Of all their options only this one writes; another that takes a word may swallow it, so every spelling counts. */
function printing(command: string): CommandRule {
  return { options: "output=", risks: (reading) => outputs(reading).map((file) => outputRisk(command, file)) };
}

function outputs(reading: Reading): readonly string[] {
  return isGiven(reading, "output") ? valuesOf(reading, "output") : [];
}

function outputRisk(command: string, file: string): Risk {
  const isThere = isChanged([file], "tree");
  return {
    ...overwriteRisk(`${command} --output`, `git ${command} > <new file>`),
    when: [{ ...isThere, holds: (lines) => lines.some((line) => !/^(!! .*\/$| D|$)/.test(line)) }],
  };
}
