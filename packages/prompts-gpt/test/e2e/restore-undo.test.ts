import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fingerprint } from "../support/fingerprint.ts";
import { oddStates } from "../support/odd-states.ts";
import { type Project, tempProject } from "../support/project.ts";
import { ALL } from "../support/samples.ts";

const sh = (project: Project, script: string, cwd = project.path) =>
  execFileSync("sh", ["-ec", script], {
    cwd,
    env: { ...project.env, GIT_CONFIG_NOSYSTEM: "1" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
const look = (project: Project) => fingerprint(project.path, ["/.scripts", "/node_modules"]);
const run = (script: string, ...args: string[]) => ["run", "--agent", "sh", "--prompt", script, "--quiet", ...args];

async function everything(name = "a bit of everything"): Promise<Project> {
  const project = await tempProject({}, { git: false });
  sh(project, `rm README.md; ${oddStates[name]?.make}`);
  return project;
}

async function restored(project: Project, ...args: string[]): Promise<{ readonly undo: string }> {
  const { exitCode, stdout, stderr } = await project.cli("restore", ...args, "--yes", "--json");
  expect([exitCode, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as { undo: string };
}

const worst = [
  "rm -rf .git src empty; printf x > a.txt; mkdir -p new/deep; chmod 640 tool.sh; ln -sf nowhere link; rm .env",
  "rm -rf .git; git init -q; git config user.name U; git config user.email u@e; git add -A; git commit -qm mine; git branch mine; printf y >> a.txt",
  "git stash clear; git gc -q --prune=now; git checkout -q --orphan void; git rm -rqf .; printf 1 > one; git add one; git commit -qm one; git tag mine",
  "mv .git elsewhere; ln -s elsewhere .git; mv nested moved",
  "rm -rf .git; echo 'gitdir: nowhere' > .git; git init -q inner; echo n > inner/n",
];

test.each(worst.filter((_, at) => ALL || at % 2 === 0))(
  "a restore is undone, and the undoing too: %s",
  async (script) => {
    await using project = await everything();
    const before = look(project);
    await project.cli(...run(script, "--run-id", "worst"));
    const destroyed = look(project);
    const { undo } = await restored(project, "worst");
    expect(look(project)).toEqual(before);
    const again = await restored(project, undo);
    expect(look(project)).toEqual(destroyed);
    await restored(project, again.undo);
    expect(look(project)).toEqual(before);
  },
);

test("what everybody's worktrees share is in the undo, also when nothing leads to it any more", async () => {
  await using project = await tempProject({}, { git: false });
  sh(project, `rm README.md; ${oddStates["a linked worktree"]?.make}`);
  const at = { cwd: project.at("wt") };
  const left = ["/wt/.scripts"];
  const before = fingerprint(project.path, left);
  await project.start(run("git branch precious; rm .git a.txt", "--run-id", "worst"), at).ended;
  const destroyed = fingerprint(project.path, left);
  const { stdout } = await project.start(["restore", "worst", "--yes", "--json"], at).ended;
  expect(fingerprint(project.path, left)).toEqual(before);
  const { undo } = JSON.parse(stdout) as { undo: string };
  expect((await project.start(["restore", undo, "--yes"], at).ended).exitCode).toBe(0);
  expect(fingerprint(project.path, left)).toEqual(destroyed);
});

function times(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const paths = entries
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("/.scripts/"));
  return new Map(paths.map((path) => [path, `${lstatSync(path).mtimeMs} ${lstatSync(path).ino}`]));
}

test("what is equal is left untouched, its time and its inode too", async () => {
  await using project = await everything();
  const changed = times(project.path).get(project.at("src/b.txt"));
  await project.cli(...run("printf changed > src/b.txt; rm .git/hooks/pre-push; git tag new"));
  const before = times(project.path);
  expect(before.get(project.at("src/b.txt"))).not.toBe(changed);
  await restored(project);
  const after = times(project.path);
  const different = [...before]
    .filter(([path, time]) => after.get(path) !== time)
    .map(([path]) => path.slice(project.path.length));
  expect(different.toSorted()).toEqual(["/.git/refs/tags/new", "/src/b.txt"]);
});

test("a dry run says what would be done and changes nothing", async () => {
  await using project = await everything();
  await project.cli(...run("rm -rf .git a.txt; printf x > new"));
  const [destroyed, before] = [look(project), times(project.path)];
  const { exitCode, stdout } = await project.cli("restore", "--dry-run");
  expect(exitCode).toBe(0);
  for (const line of ["+ a.txt", "- new", "+ .git/HEAD"]) expect(stdout).toContain(line);
  expect(look(project)).toEqual(destroyed);
  expect(times(project.path)).toEqual(before);
});

test("some paths only: the rest and the repository stay as they are", async () => {
  await using project = await everything();
  await project.cli(
    ...run("rm -rf src a.txt .env; printf x > new; mkdir added; printf y > added/y; git commit -qam mine; chmod 700 ."),
  );
  const destroyed = look(project);
  const { exitCode } = await project.cli("restore", "--paths", "src", "--paths", ".env", "--paths", "added", "--yes");
  expect(exitCode).toBe(0);
  const after = look(project);
  const different = [...new Set([...Object.keys(after), ...Object.keys(destroyed)])].filter(
    (name) => after[name] !== destroyed[name],
  );
  expect(different.toSorted()).toEqual(
    ["/.env", "/added/", "/added/y", "/src/", "/src/b.txt", "/src/deep/", "/src/deep/c.txt", "/src/my.log"].toSorted(),
  );
  expect(lstatSync(project.at("src/b.txt")).mode & 0o777).toBe(0o600);
});

test("a vanished .git in a parent repository: the parent is not touched", async () => {
  await using project = await tempProject({}, { git: false });
  sh(project, `rm README.md; ${oddStates["inside a parent repository"]?.make}`);
  const at = { cwd: project.at("child") };
  await project.start(run("rm -rf .git"), at).ended;
  const parent = () => fingerprint(project.path, ["/child"]);
  const [before, timesBefore] = [parent(), times(project.at(".git"))];
  for (const args of [["--dry-run"], ["--yes"]])
    expect((await project.start(["restore", ...args], at).ended).exitCode).toBe(0);
  expect(parent()).toEqual(before);
  expect(times(project.at(".git"))).toEqual(timesBefore);
  expect(sh(project, "git log --format=%s -1", at.cwd)).toBe("two\n");
});

test("records: deleted older ones come back, newer ones stay", async () => {
  await using project = await everything();
  await project.cli(...run("echo one", "--run-id", "one"));
  const one = fingerprint(project.at(".scripts/runs/one"));
  await project.cli(...run("true", "--run-id", "two"));
  await project.cli(...run("true", "--run-id", "three"));
  sh(project, "rm -rf .scripts/runs/one");
  await restored(project, "two");
  expect(fingerprint(project.at(".scripts/runs/one"))).toEqual(one);
  expect(readdirSync(project.at(".scripts/runs")).filter((name) => !name.startsWith("."))).toEqual([
    "one",
    "three",
    "two",
  ]);
});

test("the folder itself is gone, and made anew", async () => {
  await using project = await everything();
  const before = look(project);
  await project.cli(...run("true", "--run-id", "before"));
  rmSync(project.path, { recursive: true });
  mkdirSync(project.path);
  await restored(project, "before");
  expect(look(project)).toEqual(before);
});

test("locks that a killed git left are taken away; a hook's own files of that name are not", async () => {
  await using project = await everything();
  const before = look(project);
  await project.cli(
    ...run("touch .git/index.lock .git/refs/heads/main.lock .git/refs/heads/new.lock; rm .git/hooks/yarn.lock"),
  );
  await restored(project);
  expect(look(project)).toEqual(before);
  expect(Object.keys(before)).toContain("/.git/hooks/yarn.lock");
});

test("a file that changed in the second in which git wrote the index still shows as changed", async () => {
  await using project = await tempProject();
  const now = "touch -d '2001-01-01 00:00:00' same .git/index";
  sh(project, `git config core.trustctime false; printf a > same; ${now}; git add same; printf b > same; ${now}`);
  const status = () => sh(project, "git --no-optional-locks status --porcelain same");
  expect(status()).toBe("AM same\n");
  await project.cli(...run("rm -rf .git"));
  await restored(project);
  expect(status()).toBe("AM same\n");
});

test("a narrow umask narrows nothing", async () => {
  await using project = await everything();
  const before = look(project);
  await project.cli(...run("rm -rf .git src nested empty *"));
  const umask = project.at("../umask.mjs") + project.path.slice(-6);
  writeFileSync(`${umask}.mjs`, "process.umask(0o077);");
  const { exitCode } = await project.start(["restore", "--yes"], { node: ["--import", `${umask}.mjs`] }).ended;
  rmSync(`${umask}.mjs`);
  expect(exitCode).toBe(0);
  expect(look(project)).toEqual(before);
});

const CONVERTED = [
  [
    "the user's attributes",
    (project: Project) => {
      mkdirSync(join(project.env.HOME, ".config/git"), { recursive: true });
      sh(
        project,
        'mkdir -p "$XDG_CONFIG_HOME/git"; printf "*.txt text eol=crlf\\n" > "$XDG_CONFIG_HOME/git/attributes"',
      );
    },
  ],
  [
    "attributes that are no more",
    (project: Project) => sh(project, "printf '*.txt text eol=crlf\\n' > .gitattributes"),
  ],
] as const;

test.each(CONVERTED)("files that git converted by %s come back as they were on disk", async (_name, prepare) => {
  await using project = await tempProject();
  prepare(project);
  sh(
    project,
    "printf 'a\\r\\nb\\r\\n' > t.txt; git add t.txt; sleep 1.1; printf x > later; git add later; rm -f .gitattributes",
  );
  const before = look(project);
  await project.cli(...run("rm t.txt"));
  await restored(project);
  expect(look(project)).toEqual(before);
});

test("a large ignored file in the place of one that comes back is in the undo", async () => {
  await using project = await tempProject({ ".gitignore": "*.log\n", "my.log": "small\n" });
  const before = look(project);
  await project.cli(...run("rm my.log", "--run-id", "first"));
  await project.cli(...run("head -c 3000000 /dev/zero > my.log", "--run-id", "second"));
  const destroyed = look(project);
  const { undo } = await restored(project, "first");
  expect(look(project)).toEqual(before);
  await restored(project, undo);
  expect(look(project)).toEqual(destroyed);
});

test("what was left out enters the next snapshot when git ignores it no more", async () => {
  await using project = await tempProject({ ".gitignore": "*.bin\nvendor/\n" });
  writeFileSync(project.at("big.bin"), Buffer.alloc(2_000_000, 7));
  sh(project, "mkdir -p vendor/a/vendor; echo v > vendor/a/v; echo w > vendor/a/vendor/w");
  await project.cli(...run("true"));
  writeFileSync(project.at(".gitignore"), "");
  const before = look(project);
  await project.cli(...run("rm -rf big.bin vendor", "--run-id", "later"));
  await restored(project, "later");
  expect(look(project)).toEqual(before);
});

test("an object that the repository has lost keeps nobody from a snapshot", async () => {
  await using project = await tempProject({ "a.txt": "a\n" });
  sh(project, 'o=$(git rev-parse :a.txt); rm -f ".git/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-)"');
  const before = look(project);
  const ran = await project.cli(...run("rm -rf .git a.txt"));
  expect([ran.exitCode, ran.stderr]).toEqual([0, ""]);
  await restored(project);
  expect(look(project)).toEqual(before);
});

const EACH = ALL ? 500 : 30;

test(`${EACH * 100} files`, { timeout: 120_000 }, async () => {
  await using project = await tempProject();
  sh(
    project,
    `for d in $(seq 100); do mkdir d$d; for f in $(seq ${EACH}); do echo $d $f > d$d/$f; done; done; git config gc.auto 0; git add -A; git -c user.name=T -c user.email=t@e commit -qm x; git repack -adq; for d in $(seq 100); do echo dirty >> d$d/1; echo new > d$d/new; done`,
  );
  const before = look(project);
  const script = "rm -rf .git d1? d2; find d3? -type f -exec truncate -s 0 {} +; rm -f d?/2*";
  expect(await project.cli(...run(script))).toMatchObject({ exitCode: 0, stderr: "" });
  await restored(project);
  expect(look(project)).toEqual(before);
  expect(sh(project, "git status --porcelain | wc -l").trim()).toBe("200");
  expect(readFileSync(project.at("d7/7"), "utf8")).toBe("7 7\n");
});
