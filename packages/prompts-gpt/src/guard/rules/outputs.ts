import { isChanged } from "../needs.ts";
import { isGiven, type Reading, valuesOf } from "../read-options.ts";
import type { CommandRule, Rules } from "../rule.ts";
import type { Risk } from "../verdict.ts";
import { overwriteRisk } from "./overwrite.ts";

/** Commands whose harm, if any, is in the file they are told to write. */
export const outputRules: Rules = {
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
  "index-pack": {
    options:
      "o= v progress-title= show-resolving-progress stdin fix-thin keep=? promisor=? index-version= strict=? " +
      "fsck-objects=? threads= max-input-size= object-format= rev-index no-rev-index",
    risks: (reading) => valuesOf(reading, "o").map((file) => outputRisk("index-pack -o", file)),
  },
  mailinfo: {
    options: "k b u n m,message-id scissors quoted-cr= encoding=",
    risks: ({ operands }) => operands.slice(0, 2).map((file) => outputRisk("mailinfo", file)),
  },
  "merge-file": {
    options: "p,stdout object-id diff3 zdiff3 ours theirs union marker-size= diff-algorithm= q,quiet L=",
    risks: (reading) =>
      isGiven(reading, "stdout", "object-id")
        ? []
        : reading.operands.slice(0, 1).map((file) => outputRisk("merge-file", file)),
  },
};

/** Of all their options only this one writes; another that takes a word may swallow it, so every spelling counts. */
export function printing(command: string): CommandRule {
  return {
    options: "output=",
    risks: (reading) => outputs(reading).map((file) => outputRisk(`${command} --output`, file)),
  };
}

function outputs(reading: Reading): readonly string[] {
  return isGiven(reading, "output") ? valuesOf(reading, "output") : [];
}

/** Whatever stands in the file is gone then. */
export function outputRisk(rule: string, file: string): Risk {
  const isThere = isChanged([file], "tree");
  return {
    ...overwriteRisk(rule, "the same with the name of a new file"),
    when: [{ ...isThere, holds: (lines) => lines.some((line) => !/^(!! .*\/$| D|$)/.test(line)) }],
  };
}
