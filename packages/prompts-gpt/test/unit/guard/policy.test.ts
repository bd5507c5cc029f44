import { expect, test } from "vitest";
import { decide } from "../../../src/guard/policy.ts";
import type { Facts } from "../../../src/guard/verdict.ts";

/** The words of a command line, without a shell: `'…'` keeps blanks. */
export function words(line: string): string[] {
  return (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replaceAll("'", ""));
}

/** Answers every question as if the user's work stood in the way: branches, changes and the repository are there. */
function answerAll(line: string, facts: Facts = {}, env: Record<string, string> = {}) {
  let known = facts;
  for (let round = 0; round < 8; round++) {
    const verdict = decide({ args: words(line), env }, known);
    if (verdict.kind !== "ask") return verdict;
    known = { ...Object.fromEntries(verdict.needs.map(({ id }) => [id, answer(id)])), ...known };
  }
  throw new Error(`never decided: ${line}`);
}

function answer(id: string): readonly string[] {
  if (id.startsWith("changed:")) return ["MM changed.txt"];
  if (id.startsWith("config:")) return [];
  if (id === "object:main" || id === "object:HEAD" || /^ref:refs\/(heads|tags)\/(main|v1)$/.test(id)) return ["abc"];
  if (id.startsWith("object:") || id.startsWith("ref:")) return id === "ref:HEAD" ? ["abc"] : [];
  return ["yes"];
}

test.each(
  `
  stash
  stash -u
  stash -- file.txt
  stash push -m 'a message'
  stash save later
  stash pop
  stash drop
  stash drop stash@{1}
  stash clear
  stash branch new
  reset --hard
  reset --har
  reset --ha HEAD~1
  reset -q --hard origin/main
  reset HEAD --hard
  reset --merge
  reset --keep HEAD~2
  -C sub reset --hard
  -c user.name=x reset --hard
  --git-dir .git --work-tree . reset --hard
  --no-pager --literal-pathspecs reset --hard
  checkout -f
  checkout -f main
  checkout --force main
  checkout --forc main
  checkout -qf main
  checkout -- file.txt
  checkout .
  checkout file.txt
  checkout HEAD file.txt
  checkout HEAD -- file.txt
  checkout main -- .
  checkout --end-of-options HEAD -- file.txt
  checkout -p
  checkout --ours file.txt
  checkout --pathspec-from-file=list
  checkout -m main
  checkout -B main
  checkout -Bmain HEAD~1
  switch -f main
  switch --discard-changes main
  switch --disc main
  switch -C main
  switch --force-create main HEAD~1
  restore file.txt
  restore .
  restore -SW file.txt
  restore --source=HEAD~1 file.txt
  restore -p
  restore --staged --worktree .
  clean -f
  clean -fd
  clean -fdx
  clean -xdf
  clean --force
  clean --fo -d
  clean -d -f -e '*.txt'
  clean -e-n -f
  clean -i
  -c clean.requireForce=false clean
  -c clean.requireforce=0 clean -d
  clean -n --no-dry-run -f
  read-tree -u --reset HEAD
  read-tree -m -u HEAD
  checkout-index -f -a
  checkout-index -fa
  rm -f file.txt
  rm -rf .
  mv -f a.txt b.txt
  apply -R patch
  apply --rev
  apply --index --reverse patch
  am --abort
  am --skip
  merge --abort
  rebase --abort
  rebase --skip
  rebase --quit
  cherry-pick --abort
  revert --skip
  worktree remove --force ../other
  worktree remove -f ../other
  worktree add -B main ../other
  sparse-checkout set src
  submodule deinit -f sub
  submodule update --force
  submodule update --init -f
  update-index --assume-unchanged file.txt
  update-index --skip-worktree file.txt
  branch -D main
  branch -D
  branch -d -f main
  branch --delete --force main
  branch -df main
  branch -M topic main
  branch -m -f topic main
  branch -C topic main
  branch -f main HEAD~1
  branch -d -r origin/main
  tag -d v1
  tag --del v1
  tag -f v1
  tag -f -m text v1 HEAD~1
  update-ref -d refs/heads/main
  update-ref refs/heads/main HEAD~1
  update-ref HEAD HEAD~1
  update-ref --stdin
  symbolic-ref HEAD refs/heads/other
  symbolic-ref -d HEAD
  symbolic-ref --delete refs/remotes/origin/HEAD
  reflog expire --expire=now --all
  reflog delete HEAD@{1}
  gc --prune=now
  gc --prune=all
  gc --prun=now
  prune
  prune --expire=now
  repack -a -d
  repack -ad
  repack -A -d --unpack-unreachable=now
  filter-branch --index-filter x
  filter-repo --path src
  fast-import --force
  replace HEAD HEAD~1
  replace -d abc
  notes remove HEAD
  notes --ref=x prune
  notes add -f -m text
  remote remove origin
  remote rm origin
  remote prune origin
  push --force
  push -f
  push -uf origin main
  push origin +main
  push origin :main
  push origin +:main
  push --delete origin main
  push -d origin main
  push --mirror
  push --prune origin
  push --force --force-with-lease
  push --force-with-lease origin +main
  fetch origin +main:main
  fetch --force origin main:main
  fetch -f . HEAD~1:refs/heads/main
  fetch origin --prune +refs/heads/*:refs/heads/*
  fetch --prune-tags
  fetch --tags --force
  pull --force origin main:main
  config core.hooksPath /dev/null
  config --local core.hooksPath /dev/null
  config set core.hooksPath /dev/null
  config --global core.fsmonitor /tmp/hook
  config core.worktree /tmp
  config --add core.bare true
  config alias.nuke 'reset --hard'
  config alias.nuke '!git reset --hard'
  config core.editor 'sh -c true'
  config gc.reflogExpire now
  config gc.pruneExpire now
  config --add remote.origin.fetch +refs/heads/*:refs/heads/*
  config remote.origin.fetch refs/tags/*:refs/tags/*
  config remote.origin.fetch +refs/*:refs/*
  config remote.origin.fetch +main:main
  config set --append remote.origin.fetch +x:refs/stash
  -c remote.origin.fetch=+heads/main:heads/main fetch
  -c remote.origin.fetch=+refs/heads/*:refs/hea* fetch
  config --remove-section alias
  config --edit
  -c include.path=/tmp/x status
  -c alias.nuke='reset --hard' nuke
  -c Alias.NUKE='reset --hard' nuke
  --exec-path=/tmp status
  init --separate-git-dir=/tmp/x
  for-each-repo --config=a.b reset --hard
  diff --output=file.txt
  shortlog --output=file.txt HEAD
  fast-export --export-marks=file.txt HEAD
  remote add --mirror=fetch m url
  remote add --mirror m url
  log -p --output file.txt
  archive -o file.txt HEAD
  stash show -p --output=file.txt
  read-tree --index-output=file.txt HEAD
  index-pack -o file.txt x.pack
  mailinfo file.txt patch
  mailinfo message file.txt
  merge-file -q file.txt base other
  apply --build-fake-ancestor=file.txt x.patch
  rebase -x '/usr/bin/git reset --hard' main
  -c core.editor='/usr/bin/git reset --hard' commit
`
    .trim()
    .split(/\n +/),
)("refused: git %s", (line) => {
  expect(answerAll(line)).toMatchObject({
    kind: "refuse",
    rule: expect.any(String),
    reason: expect.stringMatching(/\.$/),
    instead: expect.stringMatching(/\w/),
  });
});

test.each(
  `
  status
  --version
  --help reset --hard
  help reset
  reset --help
  reset --soft HEAD~1
  reset --mixed HEAD~1
  reset
  reset HEAD file.txt
  reset -- --hard
  reset -q -- file.txt
  reset --hard --no-hard
  stash list
  stash show -p
  stash create
  stash apply
  stash store abc
  stash list -p --force
  checkout main
  checkout -
  checkout -b new
  checkout -b new main
  checkout --orphan new
  checkout main --
  checkout new-from-remote
  checkout -B unheard-of
  checkout --detach main
  switch main
  switch -c new
  switch -C unheard-of
  switch --detach HEAD~1
  restore --staged file.txt
  restore -S .
  clean
  clean -n
  clean -nfd
  clean -fdn
  clean -f --dry-run
  clean -e -f
  -c clean.requireForce=true clean
  read-tree HEAD
  read-tree -n -u -m HEAD
  checkout-index -a
  rm file.txt
  rm --cached -f file.txt
  rm -rn .
  mv a.txt b.txt
  apply patch
  apply --check -R patch
  apply -R --stat patch
  apply -R --cached patch
  am patch
  am --quit
  merge main
  merge --continue
  merge --quit
  rebase main
  rebase --autostash main
  rebase --continue
  cherry-pick abc
  revert HEAD
  revert --no-edit --continue
  bisect start
  bisect reset
  worktree add ../other -b new
  worktree add -B unheard-of ../other
  worktree remove ../other
  worktree prune
  worktree list
  sparse-checkout list
  submodule update --init --recursive
  submodule deinit sub
  submodule status
  update-index --no-assume-unchanged file.txt
  update-index --refresh
  branch
  branch new
  branch -d merged
  branch -m old new
  branch -M main
  branch -M unheard-of
  branch -f unheard-of
  branch --list -f*
  branch --contains HEAD
  branch -u origin/main
  tag v2
  tag -l
  tag -f v2
  tag -m '-d v1' v2
  update-ref refs/heads/unheard-of HEAD
  update-ref refs/heads/main HEAD 0000000000000000000000000000000000000000
  symbolic-ref HEAD
  symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main
  reflog
  reflog show --all
  reflog expire --dry-run --expire=now --all
  gc
  gc --auto
  gc --aggressive --prune=2.weeks.ago
  gc --no-prune
  prune -n
  prune-packed
  repack -d
  repack -A -d
  replace -l
  notes add -m text
  notes list
  remote
  remote -v
  remote add origin url
  remote add -f --tags origin url
  update-index --force-remove file.txt
  update-index --cacheinfo 100644,abc,file.txt
  worktree move ../other ../moved
  bundle unbundle file
  maintenance run --task=gc
  rerere clear
  pack-refs --all --prune
  remote set-url origin url
  push
  push origin main
  push --force-with-lease
  push --force-w origin main
  push --force-with-lease=main --force-if-includes
  push -n -f origin main
  push --no-force origin main
  push origin main:new
  push -u origin HEAD
  push -o +x origin main
  fetch
  fetch --prune
  fetch --force
  fetch origin main:new
  fetch origin +refs/heads/*:refs/remotes/origin/*
  fetch --dry-run -f origin main:main
  pull --rebase
  pull --force
  pull --ff-only origin main
  commit -m 'reset --hard'
  commit -m --hard
  commit --amend --no-edit
  commit -a --no-verify -m x
  log --grep 'git clean -fdx'
  log --oneline -- reset
  grep -e 'push --force'
  show HEAD:file.txt
  diff --stat
  diff --output=new.patch --no-index
  merge-file -p file.txt base other
  index-pack x.pack
  stash show -p --stat
  read-tree HEAD
  config user.email a@b
  config --get core.hooksPath
  config core.hooksPath
  config --list
  config get core.hooksPath
  config core.editor vim
  config core.pager 'less -R'
  config filter.lfs.clean 'git-lfs clean -- %f'
  config alias.co checkout
  config alias.undo 'reset --soft HEAD~1'
  config --unset user.email
  config --add remote.origin.fetch +refs/notes/*:refs/notes/*
  config --add remote.origin.fetch +refs/pull/*/head:refs/remotes/origin/pr/*
  config --add remote.origin.fetch +refs/pull/*/head:refs/pull/*
  config remote.origin.fetch +main:remotes/origin/main
  config remote.origin.fetch refs/heads/main
  config remote.origin.fetch ^refs/heads/big
  config core.fsmonitor true
  config gc.reflogExpire never
  -c core.fsmonitor=false status
  -c user.name=x commit -m x
  -c color.ui=always log
  -c core.hooksPath=/dev/null commit -m x
  -c core.fsmonitor=/tmp/x status
  -c alias.nuke='log' nuke
  -c alias.loop=loop loop
  -c alias.open='reset "--hard' open
  init
  init --bare x
  clone https://example.com/a.git
  hash-object -w file.txt
  --list-cmds=main
  ls-files -d
`
    .trim()
    .split(/\n +/),
)("let through: git %s", (line) => {
  const facts: Facts = {
    "changed:new.patch": [],
    head: ["refs/heads/main"],
    "changed:unknown": [],
    "changed:new-from-remote": [],
  };
  expect(answerAll(line, facts)).toEqual({ kind: "allow" });
});
