import { isSoon } from "../dates.ts";
import { isGiven, type Reading, valuesOf } from "../read-options.ts";
import { type CommandRule, HARMLESS, type Rules } from "../rule.ts";
import type { Risk } from "../verdict.ts";

const NO_PRUNE = "git gc, which keeps what was lost lately";

/** Commands that throw away what git keeps for recovery, or write history anew. `commit --amend` is in the reflog. */
export const historyRules: Rules = {
  reflog: {
    byDefault: "show",
    subcommands: { show: HARMLESS, expire: reflog("expire"), delete: reflog("delete"), drop: reflog("drop") },
  },
  gc: {
    options: "q,quiet prune=? cruft max-cruft-size= expire-to= aggressive auto detach force keep-largest-pack",
    risks: (reading) => (valuesOf(reading, "prune").some(isSoon) ? [pruneRisk("gc --prune", NO_PRUNE)] : []),
  },
  prune: {
    options: "n,dry-run v,verbose progress expire= exclude-promisor-objects",
    risks: (reading) => (isGiven(reading, "dry-run") ? [] : [pruneRisk("prune", NO_PRUNE)]),
  },
  repack: {
    options:
      "a A cruft cruft-expiration= d f F n q,quiet l,local b,write-bitmap-index i,delta-islands unpack-unreachable= " +
      "k,keep-unreachable window= window-memory= depth= threads= max-pack-size= pack-kept-objects keep-pack= " +
      "g,geometric= m,write-midx expire-to= max-cruft-size= combine-cruft-below-size= name-hash-version= filter= filter-to=",
    risks: repackRisks,
  },
  "filter-branch": { risks: () => [rewrite("filter-branch")] },
  "filter-repo": { options: "analyze dry-run", risks: filterRepoRisks },
  "fast-import": { risks: () => [rewrite("fast-import")] },
};

function reflog(command: string): CommandRule {
  const risk: Risk = {
    rule: `reflog ${command}`,
    reason: "It would delete the record that lost commits are found by.",
    instead: "git reflog",
  };
  const options = "n,dry-run rewrite updateref verbose expire= expire-unreachable= stale-fix all single-worktree";
  return { options, risks: (reading) => (isGiven(reading, "dry-run") ? [] : [risk]) };
}

function pruneRisk(rule: string, instead: string): Risk {
  return { rule, reason: "It would delete commits and stashed work that could still be recovered.", instead };
}

/** With `-a -d` goes what no ref reaches, unless it is told where to put it. */
function repackRisks(reading: Reading): readonly Risk[] {
  const risk = pruneRisk("repack -a -d", "git repack -d, or git gc");
  if (valuesOf(reading, "cruft-expiration", "unpack-unreachable").some(isSoon)) return [risk];
  const drops = isGiven(reading, "a") && isGiven(reading, "d");
  return drops && !isGiven(reading, "A", "keep-unreachable", "cruft") ? [risk] : [];
}

function filterRepoRisks(reading: Reading): readonly Risk[] {
  return isGiven(reading, "analyze", "dry-run") ? [] : [rewrite("filter-repo")];
}

function rewrite(rule: string): Risk {
  return {
    rule,
    reason: "It would write the history of whole branches anew.",
    instead: "git clone . <folder outside of the repository>, and work on the copy",
  };
}
