import { isNotHead, refExists } from "../needs.ts";
import { isGiven, type Reading } from "../read-options.ts";
import type { Rules } from "../rule.ts";
import type { Risk } from "../verdict.ts";
import { existingBranch } from "./checkout.ts";

/** Commands that delete or move branches, tags and other refs. */
export const refRules: Rules = {
  branch: {
    options:
      "v,verbose q,quiet t,track=? set-upstream u,set-upstream-to= unset-upstream color=? r,remotes contains= " +
      "no-contains= with= without= abbrev=? a,all d,delete D m,move M c,copy C l,list show-current create-reflog " +
      "edit-description f,force merged= no-merged= column=? sort= points-at= i,ignore-case recurse-submodules format= " +
      "omit-empty",
    risks: branchRisks,
  },
  tag: {
    options:
      "l,list n=? d,delete v,verify a,annotate m,message= F,file= trailer= e,edit s,sign cleanup= u,local-user= f,force " +
      "create-reflog column=? contains= no-contains= with= without= merged= no-merged= sort= points-at= format= " +
      "color=? i,ignore-case omit-empty",
    risks: tagRisks,
  },
  "update-ref": {
    options: "m= d no-deref z stdin create-reflog batch-updates",
    risks: updateRefRisks,
  },
  "symbolic-ref": { options: "q,quiet d,delete short recurse m=", risks: symbolicRefRisks },
  replace: {
    options: "l,list d,delete e,edit g,graft convert-graft-file f,force raw format=",
    risks: (reading) => (isListing(reading) ? [] : [replaceRisk]),
  },
  notes: {
    options: "ref=",
    subcommands: {
      add: { options: noteOptions(), risks: (reading) => forcedNote("add", reading) },
      copy: { options: noteOptions(), risks: (reading) => forcedNote("copy", reading) },
      remove: { risks: () => [noteRisk("remove")] },
      prune: {
        options: "n,dry-run v,verbose",
        risks: (reading) => (isGiven(reading, "dry-run") ? [] : [noteRisk("prune")]),
      },
    },
  },
};

/** `-d` alone passes: git deletes what is merged only. A deleted remote branch it does not look at. */
function branchRisks(reading: Reading): readonly Risk[] {
  const forced = isGiven(reading, "force");
  const deletes = isGiven(reading, "delete");
  if (isGiven(reading, "D") || (deletes && (forced || isGiven(reading, "remotes")))) {
    const reason = "It would delete a branch whose commits may be nowhere else.";
    return [{ rule: "branch -D", reason, instead: "git branch -d <branch>, which keeps what is not merged" }];
  }
  const [first, second] = reading.operands;
  const moves = isGiven(reading, "M") || (forced && isGiven(reading, "move"));
  const copies = isGiven(reading, "C") || (forced && isGiven(reading, "copy"));
  if (moves || copies) {
    const to = second ?? first;
    const rule = moves ? "branch -M" : "branch -C";
    return to === undefined ? [] : [existingBranch(rule, to, [isNotHead(`refs/heads/${to}`)])];
  }
  return forced && first !== undefined ? [existingBranch("branch --force", first)] : [];
}

function tagRisks(reading: Reading): readonly Risk[] {
  const instead = "git tag <a name that is free> <commit>";
  if (isGiven(reading, "delete")) return [{ rule: "tag --delete", reason: "It would delete a tag.", instead }];
  const [name] = reading.operands;
  if (!isGiven(reading, "force") || name === undefined) return [];
  const reason = `It would move the tag ${name}.`;
  return [{ rule: "tag --force", reason, instead, when: [refExists(`refs/tags/${name}`)] }];
}

/** A ref that is not there yet may be made. */
function updateRefRisks(reading: Reading): readonly Risk[] {
  const [name, , old] = reading.operands;
  const risk: Risk = {
    rule: "update-ref",
    reason: "It would move or delete a ref, whatever it held.",
    instead: "git branch <new name> <commit>, or git merge --ff-only <commit>",
  };
  if (isGiven(reading, "d", "stdin")) return [risk];
  const creates = old !== undefined && /^0*$/.test(old);
  return name === undefined || creates ? [] : [{ ...risk, when: [refExists(name)] }];
}

function symbolicRefRisks(reading: Reading): readonly Risk[] {
  const [name = "", target] = reading.operands;
  if (isGiven(reading, "delete"))
    return [{ rule: "symbolic-ref --delete", reason: "It would delete a ref.", instead: `git symbolic-ref ${name}` }];
  if (target === undefined || /^refs\/remotes\/.+\/HEAD$/.test(name)) return [];
  const reason = "It would leave the files and the index behind on another branch.";
  return [{ rule: "symbolic-ref", reason, instead: "git switch <branch>" }];
}

function isListing(reading: Reading): boolean {
  const writes = isGiven(reading, "delete", "edit", "graft", "convert-graft-file");
  return !writes && (isGiven(reading, "list") || reading.operands.length < 2);
}

const replaceRisk: Risk = {
  rule: "replace",
  reason: "It would make git show other commits than the ones that are there.",
  instead: "git commit --fixup <commit>, or git revert <commit>",
};

function noteOptions(): string {
  return "m,message= F,file= c,reedit-message= C,reuse-message= allow-empty f,force stdin for-rewrite=";
}

function forcedNote(command: string, reading: Reading): readonly Risk[] {
  return isGiven(reading, "force") ? [noteRisk(command)] : [];
}

function noteRisk(command: string): Risk {
  return { rule: `notes ${command}`, reason: "It would delete notes.", instead: "git notes append -m <text> <commit>" };
}
