/** A state that a repository can be in when a run begins. The script makes it, in an empty folder. */
export interface OddState {
  readonly make: string;
  /** Where the run is started; default: the folder itself. */
  readonly at?: string;
}

const INIT = `git init -q -b main . && git config user.name T && git config user.email t@example.org && git config gc.auto 0`;

/** A bit of everything. */
const BASE = `
set -e
${INIT}
printf 'a\\n' > a.txt; mkdir -p src/deep; printf 'b\\n' > src/b.txt; printf 'x\\r\\ny\\n' > crlf.txt; printf '#!/bin/sh\\n' > tool.sh; chmod 755 tool.sh
printf 'c\\n' > src/deep/c.txt; ln -s a.txt link; ln -s /nowhere dangling
printf 'node_modules/\\n.env\\n*.log\\n.scripts/\\n' > .gitignore
git add -A && git commit -qm one
printf 'two\\n' >> a.txt && git commit -qam two && git tag v1 && git tag -a -m annotated v2 && git branch side HEAD~1
printf 'stashed\\n' >> a.txt && git stash -q && printf 'stashed 2\\n' >> src/b.txt && printf 'u\\n' > untracked && git stash -qu
git update-ref refs/remotes/origin/main HEAD && git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main
printf 'hook\\n' > .git/hooks/pre-push; chmod 755 .git/hooks/pre-push; printf 'mine\\n' > .git/hooks/yarn.lock
`;

const DIRTY = `
printf 'staged\\n' > staged.txt && git add staged.txt && printf 'worktree\\n' >> staged.txt
printf 'dirty\\n' >> a.txt; printf 'new\\n' > 'new file'; mkdir -p empty/inner; chmod 700 empty; chmod 600 src/b.txt; chmod 444 crlf.txt
git add -N 'new file'; printf 'SECRET=1\\n' > .env; mkdir -p node_modules/x && printf 'dep\\n' > node_modules/x/i.js; printf 'l\\n' > src/my.log
mkdir nested && (cd nested && ${INIT} && printf 'n\\n' > n.txt && git add . && git commit -qm nested && printf 'dirty' >> n.txt)
`;

/** Two branches that cannot be brought together, and what is dirty beside that. */
const DIVERGED = `${BASE}
git checkout -q side && printf 'other\\n' > a.txt && rm src/deep/c.txt && git commit -qam other
printf 'other 2\\n' > a.txt && git commit -qam 'other 2' && git checkout -q main
git config rerere.enabled true
`;

const CONFLICTED = `printf 'new\\n' > 'new file'; mkdir -p empty; printf 'SECRET=1\\n' > .env`;

export const oddStates: Readonly<Record<string, OddState>> = {
  "a bit of everything": { make: BASE + DIRTY },
  "no commit yet": {
    make: `set -e; ${INIT}; mkdir src; printf 'a\\n' > a.txt; git add a.txt; printf 'b\\n' > a.txt; printf 'c\\n' > src/b.txt; chmod 755 src/b.txt; mkdir empty`,
  },
  "a detached HEAD": { make: `${BASE} git checkout -q --detach HEAD~1; ${DIRTY}` },
  "a merge with conflicts": { make: `${DIVERGED} ! git merge -q side >&2; ${CONFLICTED}` },
  "a rebase with conflicts": { make: `${DIVERGED} ! git rebase -q side >&2; ${CONFLICTED}` },
  "a cherry-pick with conflicts": { make: `${DIVERGED} ! git cherry-pick main..side >&2; ${CONFLICTED}` },
  "a bisect": { make: `${DIVERGED} git bisect start -q; git bisect bad side; git bisect good main~1; ${CONFLICTED}` },
  "a sparse checkout": {
    make: `${BASE} git sparse-checkout init --cone --sparse-index; git sparse-checkout set src; printf 'dirty' >> src/b.txt; mkdir empty`,
  },
  "attributes, filters, LFS pointers": {
    make: `${BASE}
git config filter.lfs.clean 'echo never; cat'; git config filter.lfs.smudge 'echo never; cat'; git config core.autocrlf true
printf '*.bin filter=lfs -text\\n*.crlf text eol=crlf\\n*.id ident\\n*.u16 text working-tree-encoding=UTF-16\\n' > .gitattributes
printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%064d\\nsize 3\\n' 7 > p.bin; printf 'a\\r\\nb\\r\\n' > t.crlf; printf '$Id$\\n' > t.id; printf 'hi\\n' | iconv -t UTF-16 > t.u16
git add -A; git commit -qm attributes; rm t.id t.crlf; git checkout -- t.id t.crlf; ${DIRTY}`,
  },
  "names of every kind": {
    make: `${BASE}
for n in "$(printf 'new\\nline')" "$(printf 'na\\303me\\377')" 'qu"ote' "apo'strophe" ' ' '-rf' '*' 'back\\slash' ':(top)x' 'a?b[c]' '#h' '!x' 'tab	x' 'ünï😀' '...' 'x.lock' '.gitx' 'con' 'trailing. ' '%00'; do printf '%s' "$n" > "./$n"; mkdir -p "d$n"; printf y > "d$n/$n"; done
git add -A; git commit -qm names; for n in "$(printf 'u\\nn\\377')" 'u"n'; do printf z > "./$n"; mkdir "e$n"; done; ${DIRTY}`,
  },
  submodules: {
    make: `set -e; mkdir ../origin-of-sub; (cd ../origin-of-sub; ${INIT}; printf 's\\n' > s.txt; git add .; git commit -qm s)
${BASE} git -c protocol.file.allow=always submodule --quiet add "$PWD/../origin-of-sub" sub; git commit -qm sub
(cd sub; git config user.name T; git config user.email t@e; printf 'stash\\n' >> s.txt; git stash -q; printf 'more\\n' > more; git add more; printf 'dirty\\n' >> s.txt); ${DIRTY} rm -rf ../origin-of-sub`,
  },
  "a linked worktree": {
    at: "wt",
    make: `set -e; mkdir main; cd main; ${BASE} git worktree add -q ../wt -b in-worktree; cd ../wt; ${DIRTY}`,
  },
  "a main worktree with linked ones": {
    make: `${BASE} git worktree add -q child -b in-worktree; (cd child; printf 'x' >> a.txt; git add -A; ! git merge -q nothing >&2); ${DIRTY}`,
  },
  "inside a parent repository": {
    at: "child",
    make: `set -e; ${INIT}; printf 'parent\\n' > p.txt; git add .; git commit -qm parent; printf 'dirty\\n' >> p.txt; mkdir child; cd child; ${BASE} ${DIRTY}`,
  },
  "a plain folder": {
    make: `set -e; mkdir -p src/deep empty; printf 'a\\n' > a.txt; printf 'b\\n' > src/b.txt; chmod 600 src/b.txt; ln -s a.txt link; printf 'x' > "$(printf 'n\\n\\377')"; mkdir nested; (cd nested; ${INIT}; printf n > n.txt; git add .; git commit -qm n; printf d >> n.txt)`,
  },
  "everything packed, alternates": {
    at: "clone",
    make: `set -e; mkdir origin; cd origin; ${BASE} git gc -q; cd ..; git clone -q -s origin clone; cd clone; git config user.name T; git config user.email t@e
git branch side HEAD~1; printf 's\\n' >> a.txt; git stash -q; git pack-refs --all; git repack -adlq; ${DIRTY}`,
  },
  "SHA-256": { make: (BASE + DIRTY).replace("git init -q -b main .", "git init -q --object-format=sha256 -b main .") },
  "a shallow clone, index version 4, split": {
    at: "clone",
    make: `set -e; mkdir origin; cd origin; ${BASE} cd ..; git clone -q --depth 1 "file://$PWD/origin" clone; cd clone; git config user.name T; git config user.email t@e
git branch side; git update-index --index-version 4; printf 's\\n' >> a.txt; git stash -q; git update-index --split-index; ${DIRTY}`,
  },
  "a .git file of its own making": {
    at: "work",
    make: `set -e; mkdir work store; cd work; ${BASE} ${DIRTY} git init -q --separate-git-dir=../store/.git`,
  },
};
