import { valuesOf } from "../read-options.ts";
import { HARMLESS, type Rules } from "../rule.ts";
import { carriedBy, carriedByOperands } from "./carried.ts";
import { outputRisk } from "./outputs.ts";

/** Commands whose harm, if any, is in what they are told to run. */
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
    risks: (reading) => valuesOf(reading, "output").map((file) => outputRisk("archive --output", file)),
    carries: (reading) => carriedBy("archive --exec", reading, "exec"),
  },
};
