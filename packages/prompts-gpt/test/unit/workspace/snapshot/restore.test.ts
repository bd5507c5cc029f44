import { execFileSync, spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applyRestore, planRestore } from "../../../../src/workspace/snapshot/restore.ts";
import { takeSnapshot } from "../../../../src/workspace/snapshot/take.ts";
import { fingerprint } from "../../../support/fingerprint.ts";
import { ALL } from "../../../support/samples.ts";
import { tempFolder } from "../../../support/temp-folder.ts";

const MAKE = `
set -e
git init -q -b main . && git config user.name T && git config user.email t@example.org
printf 'a\\n' > a.txt; mkdir -p src/deep; printf 'b\\n' > src/b.txt; printf 'x\\r\\ny\\n' > crlf.txt; printf '#!/bin/sh\\n' > tool.sh; chmod 755 tool.sh
ln -s a.txt link; ln -s /nowhere dangling
printf 'node_modules/\\n.env\\n*.log\\n' > .gitignore
git add -A && git commit -qm one
printf 'two\\n' >> a.txt && git commit -qam two && git tag v1 && git branch side HEAD~1
printf 'stashed\\n' >> a.txt && git stash -q && printf 'stashed 2\\n' >> src/b.txt && git stash -q
printf 'staged\\n' > staged.txt && git add staged.txt && printf 'worktree\\n' >> staged.txt
printf 'dirty\\n' >> a.txt; printf 'new\\n' > 'new file'; mkdir -p empty/inner; chmod 700 empty; chmod 600 src/b.txt
printf 'SECRET=1\\n' > .env; mkdir -p node_modules/x && printf 'dep\\n' > node_modules/x/i.js
printf 'hook\\n' > .git/hooks/pre-commit; chmod 755 .git/hooks/pre-commit
printf 'bytes' > "$(printf 'na\\303me\\377\\nnew"line')"
mkdir nested && (cd nested && git init -q && git config user.name T && git config user.email t@e && printf 'n\\n' > n.txt && git add . && git commit -qm nested && printf 'dirty' >> n.txt)
`;

async function setUp(make: string) {
  const home = await tempFolder({});
  const folder = await tempFolder({});
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home.path,
    XDG_STATE_HOME: home.at("state"),
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const sh = (script: string) => spawnSync("sh", ["-c", script], { cwd: folder.path, env, encoding: "utf8" });
  const made = sh(make);
  if (made.status !== 0) throw new Error(made.stderr);
  const root = realpathSync(folder.path);
  const take = () => takeSnapshot({ root, env, reason: "run", of: "test", wish: { ignored: "small", records: [] } });
  const restore = async (target: Awaited<ReturnType<typeof take>>) => {
    const plan = await planRestore({ store: target.store, target, env });
    return { plan, skipped: await applyRestore(plan) };
  };
  return {
    root,
    env,
    sh,
    take,
    restore,
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

const worst = [
  "rm -rf .git",
  "git clean -fdxq -e node_modules",
  "git stash clear && git gc -q --prune=now",
  "git reset -q --hard",
  "git checkout -q -f side",
  "git reflog expire --expire=now --all && git gc -q --prune=now",
  "FILTER_BRANCH_SQUELCH_WARNING=1 git filter-branch -f --tree-filter 'rm -f a.txt' HEAD 2>/dev/null",
  "git stash -qu",
  "git checkout -q --orphan void && git rm -rqf .",
  "for p in .git/objects/*/*; do chmod u+w $p; : > $p; done",
  "git gc -q; chmod u+w .git/objects/pack/*; for p in .git/objects/pack/*.pack; do truncate -s 20 $p; done",
  "rm -rf src && ln -s /tmp src",
  "rm a.txt && mkdir a.txt && echo x > a.txt/x",
  "git branch -D side; git tag -d v1; git update-ref -d HEAD",
  "rm -rf empty; chmod 777 src/b.txt; rm .env; rm dangling; ln -sf /etc/passwd link",
  "rm -rf nested",
  "rm -rf nested/.git",
  "git init -q src/other && rm -rf .git && git init -q",
  "find . -name node_modules -prune -o -type f -print0 | xargs -0 rm -f",
  "rm .git/index; rm -rf .git/refs .git/logs .git/HEAD",
];

describe("what a shell did is undone, byte for byte", () => {
  test.each(worst.filter((_, at) => ALL || at % 4 === 0))("%s", { timeout: 30_000 }, async (script) => {
    await using place = await setUp(MAKE);
    const before = fingerprint(place.root);
    const snapshot = await place.take();
    expect(fingerprint(place.root)).toEqual(before); // taking it touches nothing
    place.sh(script);
    const { skipped } = await place.restore(snapshot);
    expect(skipped).toEqual([]);
    expect(fingerprint(place.root)).toEqual(before);
    const fsck = spawnSync("git", ["fsck", "--full", "--no-dangling"], {
      cwd: place.root,
      env: place.env,
      encoding: "utf8",
    });
    expect(`${fsck.status} ${fsck.stderr}${fsck.stdout}`).toBe("0 ");
    const stash = execFileSync("git", ["stash", "show", "-p", "stash@{1}"], {
      cwd: place.root,
      env: place.env,
      encoding: "utf8",
    });
    expect(stash).toContain("stashed");
  });
});

test("a .git file that was changed in its place, where nothing else shows it, comes back too", async () => {
  await using place = await setUp(
    `${MAKE}mkdir sub && echo "gitdir: nowhere" > sub/.git && touch -d "1 hour ago" . sub`,
  );
  await place.take();
  await new Promise((resolve) => setTimeout(resolve, 100)); // a folder that was just changed is read again anyway
  const snapshot = await place.take();
  const before = fingerprint(place.root);
  place.sh("echo gone > sub/.git");
  await place.restore(snapshot);
  expect(fingerprint(place.root)).toEqual(before);
});

test("another mode in the second in which the file was made, which git cannot tell, is seen and comes back", async () => {
  await using place = await setUp(MAKE);
  const inTime = 1000 - (Date.now() % 1000);
  await new Promise((resolve) => setTimeout(resolve, inTime)); // all of it within one second
  place.sh("printf x > just-made");
  await place.take();
  const snapshot = await place.take();
  const before = fingerprint(place.root);
  place.sh("chmod 600 just-made");
  await place.restore(snapshot);
  expect(fingerprint(place.root)).toEqual(before);
});

/** What is younger than the index, git reads again anyway. */
const GROWN_OLD = `find . -path ./.git -prune -o -type f -exec touch -d "1 hour ago" {} +; git update-index -q --refresh || true\n`;

/** What the repository's own index says of them is not, or no more, what stands on the disk. */
const beforeTheFirst = {
  "as long and as old as what was added, in the second of the index":
    "printf 123 > same; git add same; printf 456 > same; touch -r .git/index same",
  "changed and given its old time back": "touch -r a.txt ../t; printf 'two\\n' > a.txt; touch -r ../t a.txt; rm ../t",
  "a folder became a link": "mv src kept-src; ln -s kept-src src",
  "a file became a folder, a folder a file": "rm a.txt; mkdir a.txt; printf x > a.txt/x; rm -r src; printf y > src",
  "a file became a link, a link a file": "rm a.txt; ln -s link a.txt; rm link; printf z > link",
  "what can be executed no more, and what can now": "chmod 644 tool.sh; chmod 755 a.txt",
  "tracked in a folder that is left out":
    "git add -f node_modules/x/i.js; printf 2 > node_modules/gone; git add -f node_modules/gone; rm node_modules/gone; printf 'other\\n' >> node_modules/x/i.js",
  "converted when it was added, by what nobody asks for now":
    "git config core.autocrlf input; printf '1\\r\\n2\\r\\n' > conv; touch -d '1 hour ago' conv; git add conv; git config --unset core.autocrlf",
  "an object that was lost": "rm -f .git/objects/$(git rev-parse :tool.sh | sed 's#^..#&/#')",
  "tracked, and gone": "rm crlf.txt link; rm -r src",
  "index of version 4": "git update-index --index-version 4",
  "split index": "git update-index --split-index; printf q > q; git add q",
  "sums that git was told to skip":
    "git config index.skipHash true; git update-index --force-write-index 2>/dev/null || git add -A",
  "entries that are assumed, skipped and only intended":
    "git update-index --assume-unchanged a.txt; printf 3 >> a.txt; git update-index --skip-worktree src/b.txt; printf 3 >> src/b.txt; printf i > intent; git add -N intent",
} as const;

test.each(Object.entries(beforeTheFirst))("before the first snapshot: %s", async (_, odd) => {
  await using place = await setUp(`${MAKE}${GROWN_OLD}${odd}`);
  const before = fingerprint(place.root);
  const snapshot = await place.take();
  expect(snapshot.moving).toEqual([]);
  expect(fingerprint(place.root)).toEqual(before);
  place.sh("rm -rf a.txt src kept-src same conv tool.sh staged.txt q link intent node_modules");
  await place.restore(snapshot);
  const left = fingerprint(place.root, ["/node_modules"]);
  expect(left).toEqual(
    Object.fromEntries(Object.entries(before).filter(([path]) => !path.startsWith("/node_modules"))),
  );
  if (odd.includes("node_modules")) expect(place.sh("cat node_modules/x/i.js").stdout).toBe("dep\nother\n");
});
