import { expect, test } from "vitest";
import { decide } from "../../../src/guard/policy.ts";
import type { Facts, GitCall } from "../../../src/guard/verdict.ts";

const OURS = { protected: ["/repo"], "protected-files": ["/repo"] };
const call = (...args: string[]): GitCall => ({ args });
const needsOf = (given: GitCall, facts: Facts = {}) => {
  const verdict = decide(given, facts);
  return verdict.kind === "ask" ? verdict.needs.map(({ id }) => id) : verdict.kind;
};

test.each([
  [["status"], "allow"],
  [["clean", "-n"], "allow"],
  [["reset", "--hard"], ["protected-files"]],
  [["clean"], ["config:clean.requireforce"]],
  [["checkout", "main"], ["object:main"]],
  [["checkout", "-B", "main"], ["ref:refs/heads/main"]],
  [["tag", "-f", "v1"], ["ref:refs/tags/v1"]],
  [["push", "-f", "origin", "main"], ["protected-remote:origin"]],
  [["push", "--repo=backup", "--mirror"], ["protected-remote:backup"]],
  [["nuke"], ["config:alias.nuke"]],
  [["config", "core.hooksPath", "x"], ["config:core.hookspath"]],
])("what git %j hangs on first", (args, needs) => {
  expect(needsOf(call(...args))).toEqual(needs);
});

test.each([
  [call("--git-dir=x", "--work-tree=.", "gc", "--prune=now"), ["protected"]],
  [call("--git-dir=x", "--work-tree=.", "clean", "-f"), ["protected-files"]],
  [call("--git-dir=x", "checkout", "--", "f"), ["changed:f"]],
  [call("--work-tree", ".", "rm", "f"), ["changed:f"]],
  [{ args: ["merge", "x"], env: { GIT_DIR: "x" } }, ["changed::/"]],
  [call("merge", "x"), "allow"],
  [call("--git-dir=x", "rm", "--cached", "f"), "allow"],
  [call("--git-dir=x", "checkout", "-b", "new"), "allow"],
  [call("--git-dir=x", "read-tree", "HEAD"), "allow"],
])("a call that names its repository, %j, hangs on", (given, needs) => {
  expect(needsOf(given)).toEqual(needs);
});

test("without force git spares what is changed, but not in files of another repository", () => {
  const given = call("--git-dir=x", "--work-tree=.", "switch", "main");
  const facts = { "changed::/": ["MM f"] };
  expect(decide(given, { ...facts, "borrowed-files": [] })).toEqual({ kind: "allow" });
  expect(decide(given, { ...facts, "borrowed-files": ["yes"] })).toMatchObject({ kind: "refuse" });
});

test("a question is asked where the call would work, without its settings", () => {
  const args = ["-C", "sub", "-c", "a.b=c", "--git-dir=x", "--bare", "--no-pager", "reset", "--hard"];
  expect(decide(call(...args))).toMatchObject({ where: ["-C", "sub", "--git-dir=x", "--bare"] });
});

test.each([
  ["what the agent made itself is its own", call("reset", "--hard"), { "protected-files": [] }],
  ["its own remote too", call("push", "-f"), { "protected-remote:": [] }],
  ["a branch is no path", call("checkout", "main"), { "object:main": ["abc"] }],
  ["an unchanged file loses nothing", call("checkout", "--", "f"), { "changed:f": [] }],
  ["a deleted file comes back", call("restore", "f"), { "changed:f": [" D f"] }],
  ["what is only staged stays staged", call("restore", "f"), { "changed:f": ["M  f", "?? f.new"] }],
  ["rm leaves alone what git does not know", call("rm", "-rf", "."), { "changed:.": ["?? new", "!! x.log"] }],
  ["a new branch", call("switch", "-C", "new"), { "ref:refs/heads/new": [] }],
  ["the same value again", call("config", "core.hooksPath", "x"), { "config:core.hookspath": ["x"] }],
  ["the same value on the line", call("-c", "core.hooksPath=x", "commit"), { "config:core.hookspath": ["x"] }],
  ["a harmless alias", call("l"), { "config:alias.l": ["log --grep 'reset --hard'"] }],
  ["a loop", call("a"), { "config:alias.a": ["b"], "config:alias.b": ["a"] }],
])("let through: %s", (_name, given, facts: Facts) => {
  expect(decide(given, { ...OURS, ...facts })).toEqual({ kind: "allow" });
});

test.each([
  ["a path", call("checkout", "f"), { "object:f": [], "changed:f": [" M f"] }, "checkout <paths>"],
  ["staged work, from a tree", call("checkout", "HEAD", "f"), { "object:HEAD": ["a"], "changed:f": ["M  f"] }, ""],
  ["untracked work, from a tree", call("restore", "-sX", "f"), { "changed:f": ["?? f"] }, "restore"],
  ["an ignored file that is named", call("restore", "-sX", ".env"), { "changed:.env": ["!! .env"] }, "restore"],
  ["a conflict", call("checkout", "--ours", "f"), { "object:f": [], "changed:f": ["UU f"] }, "checkout <paths>"],
  ["the repository's own laxness", call("clean"), { "config:clean.requireforce": ["false"] }, "clean"],
  ["an alias", call("x", "HEAD~1"), { "config:alias.x": ["reset --hard"] }, "reset --hard"],
  ["an alias in quotes", call("x"), { "config:alias.x": [`re's'et "--ha"rd`] }, "reset --hard"],
  ["an alias of an alias", call("x"), { "config:alias.x": ["-p y -f"], "config:alias.y": ["clean"] }, "clean"],
  ["words added to an alias", call("co", "-f"), { "config:alias.co": ["checkout"] }, "checkout --force"],
  [
    "a mistake that git corrects",
    call("rest", "--hard"),
    { "config:alias.rest": [], "config:help.autocorrect": ["1"] },
    "",
  ],
])("refused: %s", (_name, given, facts: Facts, rule) => {
  expect(decide(given, { ...OURS, ...facts })).toMatchObject({ kind: "refuse", ...(rule && { rule }) });
});

test.each([
  [call("rebase", "-x", "make", "--exec=npm test", "main"), ["make", "npm test"]],
  [call("bisect", "run", "git", "reset", "--hard"), ["git reset --hard"]],
  [call("submodule", "--quiet", "foreach", "--recursive", "git clean -fdx"), ["git clean -fdx"]],
  [call("difftool", "-yx", "cmp"), ["cmp"]],
  [call("grep", "-Oless", "x"), ["less"]],
  [call("ls-remote", "ext::sh -c x"), ["sh -c x"]],
  [call("fetch", "--upload-pack", "x", "origin"), ["x"]],
  [call("push", "--exec=x", "origin"), ["x"]],
  [call("-c", "core.pager=less", "log"), ["less"]],
  [call("-c", "filter.x.clean=cmd", "add", "."), ["cmd"]],
  [call("-c", "alias.x=!git reset --hard", "x", "y"), ["git reset --hard y"]],
  [{ args: ["commit"], env: { GIT_EDITOR: "ed" } }, ["ed"]],
  [{ args: ["--config-env=core.editor=E", "commit"], env: { E: "vi" } }, ["vi"]],
  [{ args: ["x"], env: { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "alias.X", GIT_CONFIG_VALUE_0: "!ls" } }, ["ls"]],
  [{ args: ["x"], env: { GIT_CONFIG_PARAMETERS: "'alias.x'='!echo it'\\''s'" } }, ["echo it's"]],
])("carried: %j", (given, texts) => {
  const verdict = decide(given);
  expect(verdict.kind === "carries" ? verdict.how.map(({ text }) => text) : verdict).toEqual(texts);
});

test("a program of the user is carried", () => {
  const facts = { "config:alias.lfs": [], "config:help.autocorrect": [] };
  expect(decide(call("lfs", "prune"), facts)).toEqual({ kind: "carries", how: [{ by: "git", text: "git-lfs" }] });
});

test.each([
  ["stash", ["stash", "drop"], true],
  ["stash", ["reset", "--hard"], false],
  ["git stash drop", ["stash", "drop", "stash@{1}"], true],
  ["stash drop", ["stash"], false],
  ["stash list", ["stash"], false],
  ["reset --hard", ["reset", "--har", "HEAD~1"], true],
  ["reset --hard", ["reset", "--merge"], false],
  ["branch -D", ["branch", "--delete", "--force", "main"], true],
  ["branch -D", ["branch", "-M", "a", "b"], false],
  ["push --force", ["push", "origin", "+main"], true],
  ["push --force", ["push", "--force", "--delete", "origin", "main"], false],
  ["push --no-verify", ["push", "--force"], false],
  ["push origin", ["push", "--force"], false],
  ["checkout --", ["checkout", "--", "f"], true],
  ["restore", ["restore", "f"], true],
  ["fetch --force", ["pull", "--force", "origin", "a:b"], false],
  ["pull", ["pull", "--force", "origin", "a:b"], true],
  ["config", ["config", "core.hooksPath", "x"], false],
  ["", ["reset", "--hard"], false],
])("git.allow %j lets %j through: %s", (entry, args, allowed) => {
  const facts = {
    ...OURS,
    "protected-remote:": ["x"],
    "protected-remote:origin": ["x"],
    "changed:f": [" M f"],
    "config:core.hookspath": [],
    "ref:refs/heads/b": ["abc"],
    head: ["refs/heads/main"],
  };
  expect(decide(call(...args), facts, [entry]).kind).toBe(allowed ? "allow" : "refuse");
});
