import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Aspect, aspects } from "./attacks.ts";
import type { State } from "./state.ts";

type Entries = Record<string, string>;
export type Look = Readonly<Record<Aspect, Readonly<Entries>>>;

/** Settings that run a program, or that switch off what guards a repository. */
const CARRIER =
  /^(core\.(hookspath|worktree|bare|fsmonitor|editor|sshcommand|pager|gitproxy|askpass|attributesfile)|sequence\.editor|pager\..*|diff\.(external|.*\.(command|textconv))|filter\..*|merge\..*\.driver|alias\.(?!st=).*|gpg\..*program|gc\.(reflogexpire|pruneexpire|.*unreachable).*|include(if)?\..*)=/;

/**
 * `ask <section> <folder> <git arguments>`: what git says there; nothing when it cannot say it any more. Settings of the
 * repository are not to disturb. In one shell, since starting processes is what a look costs.
 */
const ASK = `
ask() {
  printf '\\001%s\\002' "$1"; dir=$2; shift 2
  (cd "$dir" || exit; if [ -e .git ]; then set -- --git-dir=.git --work-tree=. "$@"; else set -- --git-dir=. "$@"; fi
  exec git -c core.fsmonitor=false -c core.bare=false "$@") 2>/dev/null
}
refs='for-each-ref --format=%(refname)%00%(objectname)%00'
`;

const QUESTIONS = `${ASK}
ask index work ls-files -s -z; ask "index linked: " work/linked ls-files -s -z
ask refs work $refs; ask head work rev-parse -q --verify HEAD
ask "refs sub: " work/sub $refs; ask "refs nested: " work/nested $refs
ask remote origin.git $refs; ask "head of remote" origin.git rev-parse -q --verify HEAD
ask objects work cat-file --batch-all-objects '--batch-check=%(objectname)'
ask config . config -f work/.git/config --list -z; ask "config of home" . config -f "$HOME/.gitconfig" --list -z
`;

const COMMITTED = ["", "linked/", "sub/", "nested/"];

async function answers({ project }: State, questions: string): Promise<ReadonlyMap<string, string>> {
  const env = { ...project.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", GIT_OPTIONAL_LOCKS: "0" };
  const options = { cwd: project.path, env, maxBuffer: 1e8 };
  const { stdout } = await promisify(execFile)("sh", ["-c", `${questions}\n:`], options);
  const sections = stdout.split("\x01").slice(1);
  return new Map(sections.map((text) => text.split("\x02", 2) as [string, string]));
}

const lines = (text = "", end = "\n") => text.split(end).filter(Boolean);

const tell = (entries: Iterable<readonly [string, string]>) => Object.fromEntries(entries);

/** Mode and blob id of every file, the target of every link, the mode of every folder. */
function files(root: string): Entries {
  const found: Entries = {};
  const visit = (folder: string) => {
    for (const name of readdirSync(join(root, folder))) {
      if (name === ".git" || (folder === "" && name === ".scripts")) continue;
      const path = folder === "" ? name : `${folder}/${name}`;
      const stats = lstatSync(join(root, path));
      const mode = (stats.mode & 0o7777).toString(8);
      if (stats.isDirectory()) {
        found[`${path}/`] = mode;
        visit(path);
      } else if (stats.isSymbolicLink()) found[path] = `link ${readlinkSync(join(root, path))}`;
      else if (stats.isFile()) found[path] = `${mode} ${blobId(readFileSync(join(root, path)))}`;
    }
  };
  if (existsSync(root)) visit("");
  return found;
}

function blobId(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

function refs(text: string | undefined, prefix = ""): Entries {
  const parts = lines(text, "\0").map((part) => part.trim());
  const found: Entries = {};
  for (let at = 0; at + 1 < parts.length; at += 2) found[`${prefix}${parts[at]}`] = parts[at + 1] ?? "";
  delete found["refs/stash"];
  return found;
}

const head = (text: string | undefined) => ({ HEAD: text === undefined || text === "" ? "" : "leads to a commit" });

function reflogs(repository: string): { stash: Entries; reflog: Entries } {
  const folder = join(repository, ".git/logs");
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const lines = names
    .filter((name) => lstatSync(join(folder, name)).isFile())
    .flatMap((name) =>
      readFileSync(join(folder, name), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => [name, line] as const),
    );
  const ofStash = lines.filter(([name]) => name === "refs/stash");
  return {
    stash: tell(ofStash.map(([, line]) => [line.slice(41, 81), ""])),
    reflog: tell(lines.filter(([name]) => name !== "refs/stash").map(([name, line]) => [`${name} ${line}`, ""])),
  };
}

function config(texts: readonly (string | undefined)[], root: string): Entries {
  const found = texts
    .flatMap((text) => lines(text, "\0"))
    .map((line) => line.replace("\n", "=").replaceAll(root, "<root>"));
  const carriers = found.filter((line) => CARRIER.test(line) && line !== "core.bare=false");
  return { ...tell(found.map((line) => [line, ""])), carriers: carriers.join("\n") };
}

/** Everything that could be destroyed, read without any code of ours. */
export async function look(state: State): Promise<Look> {
  const said = await answers(state, QUESTIONS);
  const main = refs(said.get("refs"));
  const replaced = Object.keys(main).filter((name) => name.startsWith("refs/replace/"));
  return {
    worktree: files(state.repository),
    index: { ...stages(said.get("index")), ...stages(said.get("index linked: "), "linked: ") },
    refs: {
      ...main,
      ...head(said.get("head")),
      replaced: replaced.join(),
      ...refs(said.get("refs sub: "), "sub: "),
      ...refs(said.get("refs nested: "), "nested: "),
    },
    ...reflogs(state.repository),
    objects: tell(lines(said.get("objects")).map((id) => [id, ""])),
    remote: { ...refs(said.get("remote")), ...head(said.get("head of remote")) },
    config: config([said.get("config"), said.get("config of home")], state.project.path),
  };
}

function stages(text: string | undefined, prefix = ""): Entries {
  return tell(lines(text, "\0").map((line) => [prefix + line.slice(line.indexOf("\t") + 1), line.slice(0, 47)]));
}

/** A look at what would be missed: of files and index only what differs from the last commit. */
export async function lookAtPrecious(state: State): Promise<Look> {
  const all = await look(state);
  const committed = new Map<string, string>();
  const trees = COMMITTED.map((folder) => `ask "${folder}" work/${folder} ls-tree -r -t -z HEAD`);
  for (const [folder, text] of await answers(state, [ASK, ...trees].join("\n")))
    for (const line of lines(text, "\0")) {
      const [mode = "", , id = "", path = ""] = line.split(/[ \t]/);
      committed.set(`${folder}${path}`, `${mode.slice(-3)} ${id}`);
    }
  const isDirty = ([path, value]: [string, string]) =>
    path.endsWith("/") ? !committed.has(path.slice(0, -1)) : committed.get(path) !== value;
  const isStaged = ([key, value]: [string, string]) =>
    committed.get(key.replace("linked: ", "linked/")) !== value.slice(3);
  return {
    ...all,
    worktree: tell(Object.entries(all.worktree).filter(isDirty)),
    index: tell(Object.entries(all.index).filter(isStaged)),
  };
}

export type Destroyed = Partial<Record<Aspect, string[]>>;

/** What is not there any more or is another, by aspect. A branch that moved forward is still there. */
export async function destroyedBetween(before: Look, after: Look, state: State): Promise<Destroyed> {
  const found: Destroyed = {};
  for (const aspect of aspects)
    for (const [key, old] of Object.entries(before[aspect])) {
      const now = after[aspect][key];
      if (now === old || (await movedForward(`${aspect} ${key}`, [old, now ?? ""], state))) continue;
      (found[aspect] ??= []).push(key);
    }
  return found;
}

async function movedForward(key: string, ids: readonly [string, string], state: State): Promise<boolean> {
  const [, aspect, inside = ""] = /^(refs|remote) (?:(\w+): )?refs\/(?:heads|remotes|notes)\//.exec(key) ?? [];
  if (aspect === undefined || ids.some((id) => !/^[0-9a-f]{40}$/.test(id))) return false;
  const folder = aspect === "remote" ? "origin.git" : `work/${inside}`;
  const said = await answers(state, `${ASK} ask base ${folder} merge-base ${ids.join(" ")}`);
  return said.get("base")?.trim() === ids[0];
}

/**
 * What nobody can find again: uncommitted content that is neither in a file nor in a commit, a stash or the index; commits
 * that no ref and no reflog leads to. What `destroyedBetween` finds and this does not was moved, by a rebase for example.
 */
export async function lostBetween(before: Look, after: Look, state: State): Promise<string[]> {
  const destroyed = await destroyedBetween(before, after, state);
  const there = new Set(Object.values(after.worktree).map(idIn));
  const all = "rev-list --objects --all --reflog --indexed-objects";
  const said = await answers(state, `${ASK} for r in . sub nested; do ask $r work/$r ${all}; done`);
  for (const text of said.values()) for (const line of lines(text)) there.add(line.slice(0, 40));
  const isLost = (aspect: Aspect, key: string) =>
    aspect === "stash" || aspect === "objects" || aspect === "config" || !there.has(idIn(before[aspect][key]));
  return (["worktree", "refs", "remote", "stash", "objects", "config"] as const).flatMap((aspect) =>
    (destroyed[aspect] ?? []).filter((key) => isLost(aspect, key)).map((key) => `${aspect}: ${key}`),
  );
}

const idIn = (value: string | undefined) => value?.split(" ").at(-1);
