import { execFile, execFileSync, spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { type Project, tempProject } from "../support/project.ts";
import { tempFolder } from "../support/temp-folder.ts";

/**
 * What the guard protects, beside each other: `work` (the repository, with a submodule `sub`, a linked worktree `linked`
 * and a repository of its own `nested` in it), its remote `origin.git`, and `lib.git`, where the submodule came from.
 */
const MAKE = `
set -e
put() { printf '%s\\n' "$2" > "$1"; }
git init -q --bare -b main origin.git; git init -q --bare -b main lib.git
git init -q -b main lib; cd lib; put lib.txt lib; git add .; git commit -qm lib; git branch old; git push -q ../lib.git main old; cd ..; rm -rf lib

git init -q -b main work; cd work
git config user.name Ann; git config user.email ann@example.org; git remote add origin "$PWD/../origin.git"
mkdir -p src/deep; put a.txt a; put src/b.txt b; put src/deep/c.txt c; put .gitignore '.env
*.log
.scripts/
node_modules/'; put tool.sh '#!/bin/sh'; chmod 755 tool.sh; put d.txt d; put e.txt e
printf 'wipe:\\n\\tgit reset -q --hard\\nlook:\\n\\tgit status --short\\n' > Makefile
printf '{ "private": true, "scripts": { "wipe": "git reset -q --hard", "look": "git status --short" } }\\n' > package.json
git add -A; git commit -qm one; git branch merged
put d.txt 'd 2'; git commit -qam 'to be amended'; git commit -q --amend -m two; git tag v1; git tag -a -m annotated v2
git submodule --quiet add ../lib.git sub; git commit -qm submodule
git checkout -q -b side; put side.txt side; put e.txt 'e of side'; git add .; git commit -qm 'side one'; put side.txt 'side 2'; git commit -qam 'side two'
git checkout -q -b feature main; put feature.txt feature; git add .; git commit -qm 'feature one'; put feature.txt 'feature 2'; git commit -qam 'feature two'
git checkout -q main; git push -q origin main side v1; git push -q -u origin feature; git push -q origin main:release
git clone -q ../origin.git ../other; cd ../other; put theirs.txt theirs; git add .; git commit -qm theirs; git push -q origin main; cd ../work; rm -rf ../other
put local.txt local; git add .; git commit -qm three; git remote set-head origin main; git branch -q -u origin/main main

put a.txt 'a to be dropped'; git stash -q; git stash drop -q
put a.txt 'a stashed'; git stash -q; put src/deep/c.txt 'c stashed'; put untracked u; git stash -qu
git notes add -m 'a note' v1
printf '#!/bin/sh\\nexit 0\\n' > .git/hooks/pre-commit; chmod 755 .git/hooks/pre-commit

git worktree add -q linked -b in-linked; printf '/linked/\\n/nested/\\n' >> .git/info/exclude
(cd linked; put a.txt 'a in linked'; put new-in-linked 'new in linked'; put staged-in-linked staged; git add staged-in-linked)
(cd sub; git config user.name Ann; git config user.email ann@example.org; git branch topic; put lib.txt 'lib, changed'; put new-in-sub 'new in sub')
git init -q -b main nested; (cd nested; git config user.name Ann; git config user.email ann@example.org; put n.txt n; git add .; git commit -qm n; put n.txt 'n, changed')

put a.txt 'a, not staged'; put src/b.txt 'b, staged'; git add src/b.txt; put staged.txt 'staged first'; git add staged.txt; put staged.txt 'changed after staging'
mkdir notes empty; put 'new file' 'a new file'; put notes/todo.md todo; put .env SECRET=1; put src/debug.log log; chmod 600 .env
find .. -name '*.sample' -delete
`;

const GITCONFIG = `[user]
	name = Ann
	email = ann@example.org
[protocol "file"]
	allow = always
[init]
	defaultBranch = main
[advice]
	detachedHead = false
`;

/** Made once and copied for each entry: `await using template = await makeTemplate()`. */
export async function makeTemplate() {
  const folder = await tempFolder();
  const home = await tempFolder({ ".gitconfig": GITCONFIG });
  const env = { PATH: process.env["PATH"] ?? "", HOME: home.path };
  execFileSync("sh", ["-c", MAKE], { cwd: folder.path, env, stdio: ["ignore", "ignore", "inherit"] });
  await home[Symbol.asyncDispose]();
  return folder;
}

const start = promisify(execFile);

export interface State {
  readonly project: Project;
  /** Where scripts are executed. */
  readonly repository: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Git writes absolute paths into these. */
const WITH_PATHS = [
  "work/.git/config",
  "work/.git/modules/sub/config",
  "work/.git/worktrees/linked/gitdir",
  "work/linked/.git",
];

export async function copyState(template: string): Promise<State> {
  const project = await tempProject({}, { git: false, guard: true });
  await start("cp", ["-a", `${template}/.`, project.path]);
  for (const name of WITH_PATHS) {
    const text = await readFile(project.at(name), "utf8");
    await writeFile(project.at(name), text.replaceAll(template, project.path));
  }
  await writeFile(`${project.env.HOME}/.gitconfig`, GITCONFIG);
  const refresh = `for r in work work/linked work/sub work/nested; do git -C $r update-index -q --refresh || :; done`;
  await start("sh", ["-c", refresh], { cwd: project.path, env: project.env });
  return { project, repository: project.at("work"), [Symbol.asyncDispose]: () => project[Symbol.asyncDispose]() };
}

const SECONDS = 20;

export interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Executes a script as the agent `sh` would, on standard input, but with nothing around it. */
export async function runDirectly({ project, repository }: State, script: string): Promise<Ended> {
  const child = spawn("sh", [], { cwd: repository, env: project.env, detached: true });
  const { pid } = child;
  if (pid === undefined) throw new Error("sh cannot be started");
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stdin.end(script);
  // What an attack started may start more: the whole group ends.
  const limit = setTimeout(() => process.kill(-pid, "SIGKILL"), SECONDS * 1000);
  const ended = new Promise<Ended>((resolve) => child.on("close", (exitCode) => resolve({ exitCode, output })));
  return ended.finally(() => clearTimeout(limit));
}
