import { isGiven, type Reading } from "../read-options.ts";
import type { CommandRule, Rules } from "../rule.ts";
import { isAnswered } from "../needs.ts";
import type { Need, Risk } from "../verdict.ts";
import { carriedBy } from "./carried.ts";

const PICK =
  "quit continue abort skip cleanup= n,no-commit e,edit s,signoff m,mainline= rerere-autoupdate strategy= " +
  "X,strategy-option= S,gpg-sign=?";

/** What is begun and not finished holds resolved conflicts, and files changed since. `--quit` of a pick keeps them. */
export const inProgressRules: Rules = {
  merge: {
    options:
      "n stat no-stat summary log=? squash commit e,edit cleanup= ff no-ff ff-only rerere-autoupdate verify-signatures " +
      "s,strategy= X,strategy-option= m,message= F,file= into-name= v,verbose q,quiet abort quit continue " +
      "allow-unrelated-histories progress S,gpg-sign=? autostash overwrite-ignore signoff no-verify",
    risks: (reading) => giveUp("merge", ["abort"], reading),
  },
  rebase: {
    options:
      "onto= keep-base no-verify q,quiet v,verbose n,no-stat signoff committer-date-is-author-date reset-author-date " +
      "C= ignore-whitespace whitespace= f,force-rebase no-ff continue skip abort quit edit-todo show-current-patch " +
      "apply m,merge i,interactive rerere-autoupdate empty= autosquash update-refs S,gpg-sign=? autostash x,exec= " +
      "r,rebase-merges=? fork-point s,strategy= X,strategy-option= root reschedule-failed-exec reapply-cherry-picks " +
      "ignore-date preserve-merges p keep-empty k allow-empty-message",
    risks: (reading) => giveUp("rebase", ["abort", "skip", "quit"], reading),
    carries: (reading) => carriedBy("rebase --exec", reading, "exec"),
  },
  "cherry-pick": pick("cherry-pick", "x ff allow-empty allow-empty-message keep-redundant-commits empty="),
  revert: pick("revert", "reference"),
  am: {
    options:
      "i,interactive 3,3way q,quiet s,signoff u,utf8 k,keep keep-non-patch b m,message-id keep-cr no-keep-cr " +
      "c,scissors quoted-cr= whitespace= ignore-space-change ignore-whitespace directory= exclude= include= C= p= " +
      "patch-format= reject resolvemsg= continue r,resolved skip abort quit retry show-current-patch=? allow-empty " +
      "committer-date-is-author-date ignore-date rerere-autoupdate S,gpg-sign=? empty= n,no-verify binary rebasing",
    risks: (reading) => giveUp("am", ["abort", "skip"], reading),
  },
};

function pick(command: string, more: string): CommandRule {
  return { options: `${PICK} ${more}`, risks: (reading) => giveUp(command, ["abort", "skip"], reading) };
}

/** Where git keeps what it has begun: what the agent began itself, it may give up. */
const STATE: Readonly<Record<string, readonly string[]>> = {
  merge: ["MERGE_HEAD"],
  rebase: ["rebase-merge", "rebase-apply"],
  "cherry-pick": ["CHERRY_PICK_HEAD", "sequencer"],
  revert: ["REVERT_HEAD", "sequencer"],
  am: ["rebase-apply"],
};

function beganBefore(command: string): Need {
  const args = (STATE[command] ?? []).flatMap((name) => ["--git-path", name]);
  return { id: `began-before:${command}`, args: ["rev-parse", ...args] };
}

function giveUp(command: string, ways: readonly string[], reading: Reading): readonly Risk[] {
  return ways
    .filter((way) => isGiven(reading, way))
    .map((way) => ({
      rule: `${command} --${way}`,
      reason: `It would throw away what is resolved and changed since the ${command} began.`,
      when: [{ need: beganBefore(command), holds: isAnswered }],
      instead: `resolve the conflicts, git add <file>, then git ${command} --continue`,
    }));
}
