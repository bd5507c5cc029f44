import type { Condition, Facts, Need } from "./verdict.ts";

/** Whether the repository that the call means was there before the run; the caller judges by its two folders. */
export const PROTECTED: Need = { id: "protected", args: ["rev-parse", "--git-common-dir", "--show-toplevel"] };

/** Whether the files that the call works on were there: a call may name another repository than the one they belong to. */
export const PROTECTED_FILES: Need = { ...PROTECTED, id: "protected-files" };

export const BORROWED_FILES: Need = { ...PROTECTED, id: "borrowed-files" };

export function protectedRemote(remote: string): Need {
  return { id: `protected-remote:${remote}`, args: ["remote", "get-url", "--push", "--", remote] };
}

export const STASHED_BEFORE = "stashed-before:";

/** Not an entry that the agent, or a hook of the repository, has made itself since the run began. */
export function isStashedBefore(entry: string): Condition {
  const args = ["log", "-1", "--format=%ct", entry, "--"];
  return { need: { id: `${STASHED_BEFORE}${entry}`, args }, holds: isAnswered };
}

export function configNeed(key: string): Need {
  return { id: `config:${key}`, args: ["config", "--get", key] };
}

export function refExists(ref: string): Condition {
  return { need: refNeed(ref), holds: isAnswered };
}

/** A branch that is checked out may be set to itself. */
export function isNotHead(ref: string): Condition {
  return { need: { id: "head", args: ["symbolic-ref", "--quiet", "HEAD"] }, holds: (lines) => lines[0] !== ref };
}

export function isObject(name: string): Condition {
  return { need: objectNeed(name), holds: isAnswered };
}

export function isNoObject(name: string): Condition {
  return { need: objectNeed(name), holds: (lines) => !isAnswered(lines) };
}

/** Whether the key has no value yet, or another one: what is set already may be set again. */
export function isNotSetTo(key: string, value: string): Condition {
  return { need: configNeed(key), holds: (lines) => lines.join("\n") !== value };
}

export function configIs(key: string, holds: Condition["holds"]): Condition {
  return { need: configNeed(key), holds };
}

/** What would be lost when these paths are written over: `index` with what is staged, `tree` with what a commit holds. */
export function isChanged(paths: readonly string[], from: "index" | "tree"): Condition {
  const args = ["--no-optional-locks", "status", "--porcelain", "--untracked-files=all", "--ignored", "--", ...paths];
  const isLost = from === "index" ? isUnstaged : (line: string) => isUncommitted(line) || isNamed(line, paths);
  return { need: { id: `changed:${paths.join("\0")}`, args }, holds: (lines) => lines.some(isLost) };
}

export function isAboutChanges({ id }: Need): boolean {
  return id.startsWith("changed:");
}

/** As `isChanged` from a tree, but files that git does not know are left alone. */
export function isTrackedChange(paths: readonly string[]): Condition {
  return { ...isChanged(paths, "tree"), holds: (lines) => lines.some((line) => !/^(\?\?|!!| D|D )/.test(line)) };
}

export function factOf({ id }: Need, facts: Facts): readonly string[] | undefined {
  return Object.hasOwn(facts, id) ? facts[id] : undefined;
}

export function isAnswered(lines: readonly string[]): boolean {
  return lines.some((line) => line !== "");
}

function refNeed(ref: string): Need {
  return { id: `ref:${ref}`, args: ["rev-parse", "--verify", "--quiet", ref] };
}

function objectNeed(name: string): Need {
  return { id: `object:${name}`, args: ["rev-parse", "--verify", "--quiet", `${name}^{object}`] };
}

/** A deleted file comes back, so its line says nothing; nor does a file that git does not know. */
function isUnstaged(line: string): boolean {
  return /^(DD|.[^ D?!])/.test(line);
}

function isUncommitted(line: string): boolean {
  return line !== "" && !/^(!!| D|D )/.test(line);
}

/** An ignored file is only in danger when it is meant: a folder may hold a million of them. */
function isNamed(line: string, paths: readonly string[]): boolean {
  return line.startsWith("!!") && paths.some((path) => line.endsWith(path));
}
