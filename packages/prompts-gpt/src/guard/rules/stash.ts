import { isStashedBefore } from "../needs.ts";
import type { CommandRule, Rules } from "../rule.ts";
import { HARMLESS } from "../rule.ts";
import type { Risk } from "../verdict.ts";
import { printing } from "./outputs.ts";

const PUSH =
  "k,keep-index S,staged p,patch q,quiet u,include-untracked a,all m,message= pathspec-from-file= pathspec-file-nul";

/**
 * `apply` passes: it puts work back, and keeps the entry. `pop` and `branch` drop it. `create` and `store` pass: they
 * take nothing away from the files or from the list. What was stashed since the run began may be dropped again: tools that run
 * on a commit (lint-staged) keep a backup so.
 */
export const stashRules: Rules = {
  stash: {
    byDefault: "push",
    subcommands: {
      push: takesAway(PUSH),
      save: takesAway(PUSH),
      drop: loses("drop"),
      pop: loses("pop"),
      clear: loses("clear"),
      branch: loses("branch"),
      apply: HARMLESS,
      list: HARMLESS,
      show: printing("stash show"),
      create: HARMLESS,
      store: HARMLESS,
      export: HARMLESS,
      import: HARMLESS,
    },
  },
};

function takesAway(options: string): CommandRule {
  const risk: Risk = {
    rule: "stash push",
    reason: "It would take work that is not committed out of the files.",
    instead: 'git commit -am "work in progress", or git diff > <file outside of the repository>',
    harms: "files",
  };
  return { options, risks: () => [risk] };
}

function loses(command: string): CommandRule {
  const risk: Risk = {
    rule: `stash ${command}`,
    reason: "It would delete stashed work.",
    instead: "git stash apply, which keeps the entry, or git stash show -p",
  };
  const entryOf = ([first, second]: readonly string[]) => (command === "branch" ? second : first) ?? "0";
  return {
    options: "q,quiet index",
    risks: ({ operands }) => [
      command === "clear" ? risk : { ...risk, when: [isStashedBefore(fullName(entryOf(operands)))] },
    ],
  };
}

/** `2` is `stash@{2}`. */
function fullName(entry: string): string {
  return /^\d+$/.test(entry) ? `stash@{${entry}}` : entry;
}
