import { refExists } from "../needs.ts";
import { isGiven, type Reading, valuesOf } from "../read-options.ts";
import { destinationOf } from "../refspec.ts";
import { HARMLESS, type Rules } from "../rule.ts";
import type { Risk } from "../verdict.ts";
import { carriedBy, carriedByAddress } from "./carried.ts";

const FETCH =
  "v,verbose q,quiet all set-upstream a,append atomic upload-pack= f,force m,multiple t,tags j,jobs= prefetch p,prune " +
  "recurse-submodules=? dry-run porcelain write-fetch-head k,keep u,update-head-ok progress depth= shallow-since= " +
  "shallow-exclude= deepen= unshallow refetch update-shallow refmap= o,server-option= 4,ipv4 6,ipv6 negotiation-tip= " +
  "negotiate-only filter= auto-maintenance auto-gc show-forced-updates write-commit-graph stdin submodule-prefix= " +
  "recurse-submodules-default=";
const PUSH =
  "v,verbose q,quiet repo= all branches mirror d,delete tags n,dry-run porcelain f,force force-with-lease=? " +
  "force-if-includes recurse-submodules= thin receive-pack= exec= u,set-upstream progress prune no-verify follow-tags " +
  "signed=? atomic o,push-option= 4,ipv4 6,ipv6 remote= stateless-rpc stdin helper-status";

/** Commands that make another repository, or our own refs, forget commits. */
export const remoteRules: Rules = {
  push: { options: PUSH, risks: pushRisks, carries: (reading) => carriedByPush(reading) },
  "send-pack": { options: PUSH, risks: pushRisks, carries: (reading) => carriedByPush(reading) },
  "http-push": {
    options: "d D force all dry-run verbose",
    risks: (reading) => (isGiven(reading, "d", "D", "force") ? [pushRisk("push --force", reading)] : []),
  },
  fetch: {
    options: `P,prune-tags n ${FETCH}`,
    risks: (reading) => fetchRisks("fetch", reading),
    carries: carriedByFetch,
  },
  pull: {
    options:
      `r,rebase=? n stat no-stat summary log=? signoff=? squash commit edit cleanup= ff no-ff ff-only verify ` +
      `verify-signatures autostash s,strategy= X,strategy-option= S,gpg-sign=? allow-unrelated-histories ${FETCH}`,
    risks: (reading) => fetchRisks("pull", reading),
    carries: carriedByFetch,
  },
  "ls-remote": {
    options:
      "q,quiet upload-pack= exec= t,tags h,heads b,branches refs get-url sort= exit-code symref o,server-option=",
    carries: carriedByFetch,
  },
  "fetch-pack": { options: "upload-pack= exec=", carries: carriedByFetch },
  remote: {
    options: "v,verbose",
    byDefault: "list",
    subcommands: {
      list: HARMLESS,
      remove: { risks: () => [removeRisk] },
      rm: { risks: () => [removeRisk] },
      prune: {
        options: "n,dry-run",
        risks: (reading) => (isGiven(reading, "dry-run") ? [] : [{ ...removeRisk, rule: "remote prune" }]),
      },
      add: {
        options: "f,fetch tags t,track= m,master= mirror=?",
        risks: (reading) => (isGiven(reading, "mirror") ? [mirrorRisk] : []),
        carries: carriedByFetch,
      },
      "set-url": { options: "push add delete", carries: carriedByFetch },
    },
  },
};

const removeRisk: Risk = {
  rule: "remote remove",
  reason: "It would delete the remote's branches as we know them, which may be the only copy.",
  instead: "git remote rename <old> <new>, or git fetch",
};

const mirrorRisk: Risk = {
  rule: "remote add --mirror",
  reason: "A fetch from such a remote writes over our own branches, and a push to it over all of its.",
  instead: "git remote add <name> <url>",
};

/** `--force-with-lease` passes: it only replaces what was seen before. A `+` before a ref has no such lease. */
function pushRisks(reading: Reading): readonly Risk[] {
  if (isGiven(reading, "dry-run")) return [];
  const [, ...refs] = reading.operands;
  const risks: Risk[] = [];
  if (isGiven(reading, "force") || refs.some((ref) => ref.startsWith("+")))
    risks.push(pushRisk("push --force", reading));
  if (isGiven(reading, "delete", "prune") || refs.some((ref) => /^\+?:./.test(ref))) {
    risks.push(pushRisk("push --delete", reading));
  }
  if (isGiven(reading, "mirror")) risks.push(pushRisk("push --mirror", reading));
  return risks;
}

function pushRisk(rule: string, reading: Reading): Risk {
  return {
    rule,
    reason: "It would make the remote forget commits of others.",
    instead: "git push --force-with-lease <remote> <branch>, or git push <remote> <branch>:<new branch>",
    harms: { remote: reading.operands[0] ?? valuesOf(reading, "repo").at(-1) ?? "" },
  };
}

function carriedByPush(reading: Reading) {
  return [...carriedBy("push --receive-pack", reading, "receive-pack", "exec"), ...carriedByAddress(reading.operands)];
}

function carriedByFetch(reading: Reading) {
  return [...carriedBy("--upload-pack", reading, "upload-pack", "exec"), ...carriedByAddress(reading.operands)];
}

/** The branches of a remote, as we know them, may be written over: that is what fetching is. Our own may not. */
function fetchRisks(command: string, reading: Reading): readonly Risk[] {
  if (isGiven(reading, "dry-run")) return [];
  const [, ...operands] = reading.operands;
  const own = [...operands, ...valuesOf(reading, "refmap")]
    .map((ref) => ownRef(ref))
    .filter((ref) => ref !== undefined);
  const prunes = isGiven(reading, "prune-tags") || (own.length > 0 && isGiven(reading, "prune"));
  const forced = isGiven(reading, "force");
  const tags = forced && isGiven(reading, "tags");
  const written = own.filter((ref) => forced || ref.forced || isGiven(reading, "update-head-ok"));
  const risk = fetchRisk(`${command} --force`);
  return [
    ...(prunes ? [fetchRisk(`${command} --prune`)] : []),
    ...(tags ? [risk] : []),
    ...written.map(({ to }) => (to.includes("*") ? risk : { ...risk, when: [refExists(to)] })),
  ];
}

function fetchRisk(rule: string): Risk {
  const instead = "git fetch <remote> <branch>, then git merge --ff-only FETCH_HEAD";
  return { rule, reason: "It would write over or delete local branches or tags.", instead };
}

/** Where a refspec would write, when that is not among the branches of a remote. */
function ownRef(spec: string): { readonly to: string; readonly forced: boolean } | undefined {
  const to = destinationOf(spec);
  return to === undefined || to.startsWith("refs/remotes/") ? undefined : { to, forced: spec.startsWith("+") };
}
