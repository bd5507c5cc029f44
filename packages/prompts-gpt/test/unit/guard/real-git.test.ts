import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { realGit } from "./real-git.ts";

const git = realGit();
afterAll(() => git[Symbol.dispose]());

/** What a command is tried with: letters without a value, long options without and with one, other words. */
interface Words {
  readonly command: readonly string[];
  readonly letters: string;
  readonly long: readonly string[];
  readonly valued?: readonly (readonly string[])[];
  readonly operands: readonly string[];
}

const COMMANDS: readonly Words[] = [
  {
    command: ["clean"],
    letters: "fdxXqn",
    long: ["force", "dry-run", "quiet", "no-force", "no-dry-run"],
    valued: [["-e", "-n"], ["-e*.log"], ["--exclude=-f"], ["--excl", "-f"], ["-fde", "x"]],
    operands: ["d", "u.txt"],
  },
  {
    command: ["reset"],
    letters: "qN",
    long: ["hard", "soft", "mixed", "merge", "keep", "quiet", "no-hard", "no-quiet"],
    operands: ["HEAD", "HEAD~1", "a.txt", "s.txt"],
  },
  {
    command: ["stash"],
    letters: "kquaS",
    long: ["all", "include-untracked", "keep-index", "staged", "quiet"],
    valued: [
      ["-m", "list"],
      ["--mess=x"],
      ["push"],
      ["save"],
      ["list"],
      ["drop"],
      ["pop"],
      ["apply"],
      ["show"],
      ["clear"],
    ],
    operands: ["a.txt", "u.txt"],
  },
  {
    command: ["checkout"],
    letters: "fqmdtl",
    long: ["force", "quiet", "merge", "detach", "ours", "theirs", "guess", "no-guess", "overlay", "no-overlay"],
    valued: [["-b", "new"], ["-B", "old"], ["-Btopic"], ["-fB", "new"], ["--orphan", "new"]],
    operands: ["main", "topic", "HEAD", "a.txt", ".", "s.txt", "-"],
  },
  {
    command: ["switch"],
    letters: "fqmd",
    long: ["force", "discard-changes", "quiet", "merge", "detach", "guess"],
    valued: [["-c", "new"], ["-C", "topic"], ["--force-c", "old"], ["--creat=new"], ["-fC", "new"]],
    operands: ["main", "topic", "HEAD~1"],
  },
  {
    command: ["restore"],
    letters: "SWq",
    long: ["staged", "worktree", "quiet", "overlay", "no-staged", "no-worktree", "ignore-unmerged"],
    valued: [["-s", "HEAD"], ["--sour=topic"], ["-sHEAD"]],
    operands: ["a.txt", "c.txt", ".", "s.txt", "d"],
  },
  {
    command: ["branch"],
    letters: "DdfMmCcqrv",
    long: ["delete", "force", "move", "copy", "remotes", "list", "quiet", "no-force", "no-delete"],
    valued: [["--contains", "HEAD"], ["--sort=refname"]],
    operands: ["topic", "old", "new", "main", "origin/topic"],
  },
  {
    command: ["tag"],
    letters: "dfl",
    long: ["delete", "force", "list", "annotate", "no-force"],
    valued: [["-m", "-d"], ["-mfd"], ["--mess", "--force"]],
    operands: ["v1", "v2", "HEAD~1"],
  },
  {
    command: ["push"],
    letters: "fdnqu",
    long: [
      "force",
      "force-with-lease",
      "force-if-includes",
      "delete",
      "mirror",
      "dry-run",
      "prune",
      "all",
      "tags",
      "no-force",
    ],
    valued: [["-o", "--force"], ["--repo=origin"]],
    operands: ["origin", "main", "+old:topic", ":topic", "old:main", "topic", "+main"],
  },
  {
    command: ["rm"],
    letters: "frqn",
    long: ["force", "cached", "dry-run", "quiet", "ignore-unmatch", "no-force", "no-cached"],
    operands: ["a.txt", "c.txt", "s.txt", ".", "u.txt", "d"],
  },
  {
    command: ["fetch"],
    letters: "fptuaq",
    long: ["force", "prune", "tags", "dry-run", "update-head-ok", "prune-tags", "no-force", "append"],
    operands: ["origin", ".", "topic:old", "+main:topic", "main~1:topic", "+refs/heads/*:refs/heads/*"],
  },
];

/** `--force`, cut anywhere. */
const abbreviated = (long: string) => fc.integer({ min: 1, max: long.length }).map((n) => [`--${long.slice(0, n)}`]);
const bundle = (letters: string) =>
  fc.array(fc.constantFrom(...letters.split("")), { minLength: 1, maxLength: 3 }).map((some) => [`-${some.join("")}`]);

function lineOf({ command, letters, long, valued = [], operands }: Words) {
  const one = fc.oneof(
    { weight: 3, arbitrary: bundle(letters) },
    { weight: 3, arbitrary: fc.constantFrom(...long).chain(abbreviated) },
    { weight: 2, arbitrary: fc.constantFrom(...long).map((name) => [`--${name}`]) },
    { weight: valued.length > 0 ? 2 : 0, arbitrary: fc.constantFrom(...valued, ["--"]) },
    { weight: 4, arbitrary: fc.constantFrom(...operands).map((name) => [name]) },
    { weight: 1, arbitrary: fc.constantFrom(["--"], ["--end-of-options"]) },
  );
  return fc.array(one, { minLength: 1, maxLength: 4 }).map((parts) => [...command, ...parts.flat()]);
}

test.each([
  "clean -fdx",
  "reset --har",
  "stash",
  "stash clear",
  "checkout -f",
  "checkout .",
  "checkout HEAD a.txt",
  "checkout -B topic",
  "switch --discard old",
  "switch -C topic",
  "restore a.txt",
  "restore -SW s.txt",
  "read-tree -u --reset HEAD",
  "checkout-index -fa",
  "rm -rf .",
  "mv -f c.txt a.txt",
  "branch -D topic",
  "branch -M old topic",
  "branch -f topic old",
  "tag -d v1",
  "tag -f v1 old",
  "update-ref -d refs/heads/topic",
  "push -d origin topic",
  "push origin +old:topic",
  "push origin :v1",
  "fetch . +main:topic",
  "-c clean.requireForce=false clean",
  "-c alias.x=clean x -f",
])("lost by real git, and refused: git %s", (line) => {
  const { verdict, lost } = git.use(line.split(" "));
  expect(lost).not.toEqual([]);
  expect(verdict).toMatchObject({ kind: "refuse" });
});

test.each([
  "clean -n",
  "reset --soft HEAD~1",
  "reset a.txt",
  "stash list",
  "stash apply",
  "checkout topic",
  "checkout c.txt",
  "checkout old -- c.txt",
  "checkout -B new",
  "switch topic",
  "restore --staged s.txt",
  "restore s.txt",
  "rm -f c.txt",
  "rm --cached -f a.txt",
  "branch -d old",
  "branch -M main",
  "branch -f new",
  "tag -f v2",
  "update-ref refs/heads/new HEAD",
  "push --force-with-lease origin main",
  "fetch origin main:new",
  "commit -qam x",
])("harmless to real git, and let through: git %s", (line) => {
  const { verdict, lost } = git.use(line.split(" "));
  expect(lost).toEqual([]);
  expect(verdict).toEqual({ kind: "allow" });
});

test.each(COMMANDS)("what real git loses was refused: $command", (words) => {
  fc.assert(
    fc.property(lineOf(words), (args) => {
      const { verdict, lost } = git.use(args);
      expect(lost.length === 0 || verdict.kind === "refuse", `git ${args.join(" ")} lost ${lost.join(", ")}`).toBe(
        true,
      );
    }),
    { numRuns: 15 },
  );
});
