import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decide } from "../../../src/guard/policy.ts";
import type { Facts, GitCall, Verdict } from "../../../src/guard/verdict.ts";

/** What must not be lost: files that are in no commit, refs, stash entries, and the refs of the remote. */
interface Work {
  readonly files: ReadonlyMap<string, string>;
  readonly refs: ReadonlyMap<string, string>;
}

/** A repository `work` with every kind of unsaved work, and its remote `remote`; copied afresh for every `use`. */
export function realGit() {
  const root = mkdtempSync(join(inMemory(), "prompts-gpt-guard-"));
  const env = {
    PATH: process.env["PATH"],
    HOME: root,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_EDITOR: "true",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CEILING_DIRECTORIES: root,
  };
  const git = (cwd: string, args: readonly string[]) => spawnSync("git", args, { cwd, env, encoding: "utf8" });
  writeFileSync(join(root, ".gitconfig"), "[user]\n name=t\n email=t@example.org\n[init]\n defaultBranch=main\n");
  const template = join(root, "template");
  fill(template, (args) => git(join(template, "work"), args));
  const graph = new Set(
    ["main~1 main", "main~1 topic"].flatMap((pair) => {
      const [before = "", after = ""] = pair
        .split(" ")
        .map((name) => git(join(template, "work"), ["rev-parse", name]).stdout.trim());
      return [`${before} ${after}`];
    }),
  );
  let copy: { readonly folder: string; readonly stamp: string } | undefined;
  let copies = 0;
  // Most lines change nothing, and a copy costs more than everything else.
  const freshCopy = () => {
    if (copy && stampOf(copy.folder) === copy.stamp) return copy.folder;
    if (copy) rmSync(copy.folder, { recursive: true });
    const folder = join(root, String(copies++));
    cpSync(template, folder, { recursive: true });
    copy = { folder, stamp: stampOf(folder) };
    return folder;
  };
  return {
    /** Runs git on an untouched copy, and tells what it lost; decides before, as the caller of the policy would. */
    use(args: readonly string[]) {
      const folder = freshCopy();
      const cwd = join(folder, "work");
      const before = workIn(folder);
      const verdict = settle({ args }, (question) => git(cwd, question));
      git(cwd, args);
      return { verdict, lost: lostBetween(before, workIn(folder), graph) };
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  };
}

/** Hundreds of copies wait for the disk otherwise. */
function inMemory(): string {
  return existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
}

function fill(folder: string, git: (args: readonly string[]) => unknown): void {
  const work = join(folder, "work");
  mkdirSync(join(work, "d"), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(work, name), text);
  git(["init", "-q", "--template=", "."]);
  for (const name of ["a.txt", "c.txt", "d/b.txt", "s.txt"]) write(name, "one\n");
  write(".gitignore", "*.log\n");
  for (const args of [
    ["add", "-A"],
    ["commit", "-qm", "1"],
    ["branch", "old"],
    ["switch", "-qc", "topic"],
  ])
    git(args);
  write("c.txt", "topic\n");
  for (const args of [
    ["commit", "-qam", "t"],
    ["switch", "-q", "main"],
  ])
    git(args);
  write("c.txt", "two\n");
  for (const args of [
    ["commit", "-qam", "2"],
    ["tag", "v1"],
    ["init", "-q", "--bare", "--template=", "../remote"],
  ])
    git(args);
  git(["remote", "add", "origin", "../remote"]);
  git(["push", "-q", "origin", "main", "topic", "v1"]);
  write("a.txt", "stashed\n");
  git(["stash", "push", "-q"]);
  write("a.txt", "changed\n");
  write("d/b.txt", "changed\n");
  write("s.txt", "staged\n");
  git(["add", "s.txt"]);
  git(["repack", "-adq"]);
  for (const name of ["u.txt", "d/u.txt", "i.log"]) write(name, "untracked\n");
}

/** Answers from git itself until the policy is content. */
function settle(call: GitCall, git: (args: readonly string[]) => { stdout: string }): Verdict {
  let facts: Facts = {
    protected: ["yes"],
    "protected-files": ["yes"],
    "protected-remote:origin": ["yes"],
    "protected-remote:": ["yes"],
  };
  for (let round = 0; round < 8; round++) {
    const verdict = decide(call, facts);
    if (verdict.kind !== "ask") return verdict;
    const answers = verdict.needs.map(
      ({ id, args }) => [id, answerOf(git([...verdict.where, ...args]).stdout, id)] as const,
    );
    facts = { ...facts, ...Object.fromEntries(answers) };
  }
  throw new Error(`asks without end: ${call.args.join(" ")}`);
}

function answerOf(stdout: string, id: string): readonly string[] {
  if (id.startsWith("protected-remote:")) return ["yes"];
  return stdout.split("\n").slice(0, -1);
}

const UNSAVED = ["a.txt", "d/b.txt", "s.txt", "u.txt", "d/u.txt", "i.log"];

function workIn(folder: string): Work {
  const files = UNSAVED.filter((name) => existsSync(join(folder, "work", name))).map(
    (name) => [name, readFileSync(join(folder, "work", name), "utf8")] as const,
  );
  const refs = ["work/.git", "remote"].flatMap((place) => refsIn(folder, place));
  return { files: new Map(files), refs: new Map(refs) };
}

function refsIn(folder: string, place: string): (readonly [string, string])[] {
  const refs = join(folder, place, "refs");
  return readdirSync(refs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8").trim()] as const;
    });
}

function stampOf(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = statSync(path);
      return `${path} ${size} ${mtimeMs}`;
    })
    .join("\n");
}

/**
 * Moving the branch that is checked out back is in the reflog: only other refs count, unless they went forward, or what
 * a deleted branch held is still on another.
 */
function lostBetween(before: Work, after: Work, forward: ReadonlySet<string>): readonly string[] {
  const files = [...before.files].filter(([name, text]) => after.files.get(name) !== text).map(([name]) => name);
  const main = after.refs.get("work/.git/refs/heads/main");
  const isForward = (from: string, to: string | undefined) => forward.has(`${from} ${to ?? main}`);
  const refs = [...before.refs]
    .filter(([name]) => name !== "work/.git/refs/heads/main" && !name.includes("/remotes/"))
    .filter(([name, at]) => after.refs.get(name) !== at && !isForward(at, after.refs.get(name)))
    .map(([name]) => name);
  return [...files, ...refs];
}
