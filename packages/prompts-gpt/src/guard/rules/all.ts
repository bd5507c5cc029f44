import { HARMLESS, type Rules } from "../rule.ts";
import { carrierRules } from "./carriers.ts";
import { checkoutRules } from "./checkout.ts";
import { historyRules } from "./history.ts";
import { inProgressRules } from "./in-progress.ts";
import { outputRules } from "./outputs.ts";
import { placeRules } from "./places.ts";
import { refRules } from "./refs.ts";
import { remoteRules } from "./remotes.ts";
import { stashRules } from "./stash.ts";
import { workingTreeRules } from "./working-tree.ts";

/** Commands of git itself that leave the work of others alone, whatever they are told. */
const HARMLESS_COMMANDS =
  "add annotate blame bugreport cat-file check-attr check-ignore check-mailmap check-ref-format cherry column commit " +
  "commit-graph commit-tree count-objects credential credential-cache credential-store describe diagnose diff-pairs " +
  "fast-export fmt-merge-msg for-each-ref format-rev fsck fsck-objects fsmonitor--daemon get-tar-commit-id " +
  "hash-object help history hook interpret-trailers last-modified ls-files ls-tree mailsplit " +
  "maintenance merge-base merge-octopus merge-one-file merge-ours merge-recursive merge-recursive-ours " +
  "merge-recursive-theirs merge-resolve merge-subtree merge-tree mergetool mktag mktree multi-pack-index name-rev " +
  "pack-objects pack-redundant pack-refs patch-id pickaxe prune-packed quiltimport range-diff receive-pack refs replay " +
  "repo request-pull rerere rev-list rev-parse shortlog show-branch show-index show-ref stage status stripspace " +
  "subtree unpack-file unpack-objects update-server-info upload-archive upload-pack var verify-commit verify-pack " +
  "verify-tag version write-tree";

/** All but `config` and `for-each-repo`, which need to judge other calls. */
export const allRules: Rules = {
  ...Object.fromEntries(HARMLESS_COMMANDS.split(" ").map((command) => [command, HARMLESS])),
  ...workingTreeRules,
  ...checkoutRules,
  ...stashRules,
  ...inProgressRules,
  ...refRules,
  ...historyRules,
  ...remoteRules,
  ...placeRules,
  ...carrierRules,
  ...outputRules,
};
