import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../support/temp-folder.ts";
import { pruneSnapshots } from "../../src/index.ts";
import { fingerprint } from "../support/fingerprint.ts";
import { BIN, type Project, tempProject, until } from "../support/project.ts";

const isRoot = process.getuid?.() === 0;
const canMount = isRoot && spawnSync("unshare", ["--mount", "true"]).status === 0;
if (!canMount) console.log("skipped: no space for the store, a read-only .git (need root on Linux to mount something)");
if (!isRoot) console.log("skipped: unreadable files by another user (needs root to become one)");

const git = (project: Project, ...args: string[]) =>
  execFileSync("git", args, {
    cwd: project.path,
    env: project.env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
const sh = (project: Project, script: string) =>
  execFileSync("sh", ["-ec", script], { cwd: project.path, env: project.env, encoding: "utf8" });
const look = (project: Project) => fingerprint(project.path, ["/.scripts"]);
const run = (script: string, ...args: string[]) => ["run", "--agent", "sh", "--prompt", script, ...args];

/** Every file of the store that holds what is asked for, objects unpacked. */
function storeOf(project: Project): string {
  const folder = join(project.env.XDG_STATE_HOME, "prompts-gpt/snapshots");
  return join(folder, readdirSync(folder)[0] ?? "");
}

test.runIf(canMount)(
  "no space for the store: no write access, unless without a snapshot, which the header says",
  async () => {
    await using project = await tempProject({ "big.bin": randomBytes(3_000_000) });
    writeFileSync(project.at("big.bin"), Buffer.concat([readFileSync(project.at("big.bin")), Buffer.from("dirty")]));
    const state = project.env.XDG_STATE_HOME;
    mkdirSync(state);
    const full = (...args: string[]) => {
      const script = 'mount -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"';
      const command = ["--mount", "sh", "-c", script, "sh", state, process.execPath, BIN, ...args];
      return spawnSync("unshare", command, { cwd: project.path, env: project.env, encoding: "utf8" });
    };
    const refused = full(...run("touch came"));
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("No snapshot could be taken");
    expect(refused.stderr).toContain("--no-snapshot");
    expect(refused.stderr).not.toMatch(/\n\s+at /);
    expect(readdirSync(project.path)).not.toContain("came");
    const without = full(...run("touch came", "--no-snapshot"));
    expect([without.status, without.stdout]).toEqual([0, expect.stringContaining("nothing can be brought back")]);
    expect(readdirSync(project.path)).toContain("came");
  },
);

test.runIf(canMount)(
  "a file that changed when the disk was full enters no later snapshot with its old content",
  async () => {
    await using project = await tempProject();
    const state = project.env.XDG_STATE_HOME;
    mkdirSync(state);
    const script = `mount -t tmpfs -o size=6m tmpfs "$1" && "$2" "$3" run --agent sh --prompt true --quiet &&
    head -c 8000000 /dev/urandom > README.md && exec "$2" "$3" run --agent sh --prompt 'touch came'`;
    const ended = spawnSync("unshare", ["--mount", "sh", "-c", script, "sh", state, process.execPath, BIN], {
      cwd: project.path,
      env: project.env,
      encoding: "utf8",
    });
    expect([ended.status, ended.stderr]).toEqual([2, expect.stringContaining("No snapshot could be taken")]);
    expect(readdirSync(project.path)).not.toContain("came");
  },
);

test.runIf(canMount)("a read-only .git: a snapshot is taken, restore says what it cannot write", async () => {
  await using project = await tempProject();
  const script = `mount --bind .git .git && mount -o remount,ro,bind .git && "$1" "$2" run --agent sh --prompt 'rm README.md' --quiet && exec "$1" "$2" restore --yes`;
  const ended = spawnSync("unshare", ["--mount", "sh", "-c", script, "sh", process.execPath, BIN], {
    cwd: project.path,
    env: project.env,
    encoding: "utf8",
  });
  expect([ended.status, ended.stderr]).toEqual([0, ""]);
  expect(git(project, "status", "--porcelain", "--untracked-files=no")).toBe("");
});

test("a bare repository: exit 2, and what to do instead", async () => {
  await using project = await tempProject({}, { git: false });
  git(project, "init", "-q", "--bare", "bare.git");
  for (const cwd of ["bare.git", "bare.git/refs"]) {
    const { exitCode, stderr } = await project.start(run("true"), { cwd: project.at(cwd) }).ended;
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("bare repository")]);
  }
});

test("a symlinked .git is followed for reading and never written through", async () => {
  await using project = await tempProject();
  sh(project, "mkdir elsewhere; mv .git elsewhere/dot-git; ln -s elsewhere/dot-git .git; printf dirty >> README.md");
  const before = look(project);
  expect((await project.cli(...run("rm README.md; git branch added", "--quiet"))).exitCode).toBe(0);
  const through = statSync(project.at("elsewhere/dot-git/refs/heads/added")).mtimeMs;
  const { exitCode, stdout } = await project.cli("restore", "--yes");
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining(".git is a link")]);
  expect(readFileSync(project.at("README.md"), "utf8")).toContain("dirty");
  expect(through).toBeGreaterThan(0);
  expect(Object.keys(before)).toContain("/README.md");
});

test("a file that changes all the time: taken again, then said", async () => {
  await using project = await tempProject({ moving: "x" });
  const loop = spawnBusy(project);
  await until(() => statSync(project.at("moving")).size > 1);
  try {
    // On a busy machine the writer may get no turn while one is taken.
    const told: string[] = [];
    while (told.length < 5 && !told.at(-1)?.includes("Changed while the snapshot was taken")) {
      const { exitCode, stdout } = await project.cli(...run("true"));
      expect(exitCode).toBe(0);
      told.push(stdout);
    }
    expect(told.at(-1)).toContain("Changed while the snapshot was taken");
  } finally {
    loop();
  }
});

function spawnBusy(project: Project): () => void {
  const { child } = project.start([], {
    node: [
      "-e",
      `const fs = require("node:fs"); let n = 0; for (;;) fs.writeFileSync("moving", "x".repeat(++n % 9000));`,
    ],
  });
  return () => void child.kill("SIGKILL");
}

test.each([
  ["restore", "never-was", "--yes"],
  ["restore", "never-was", "--dry-run"],
])("%s %s %s: exit 2, and what there is", async (...args) => {
  await using project = await tempProject();
  const none = await project.cli(...args);
  expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining("There is no snapshot of")]);
  await project.cli(...run("true", "--run-id", "known", "--quiet"));
  const unknown = await project.cli(...args);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toMatch(/There is no snapshot of never-was[\s\S]*known/);
});

test("while an agent runs, nothing is restored: exit 5", async () => {
  await using project = await tempProject();
  const running = project.start(run("touch here; exec sleep 60", "--run-id", "busy"));
  await until(() => readdirSync(project.path).includes("here"));
  for (const args of [["--yes"], ["--dry-run"]]) {
    const { exitCode, stderr } = await project.cli("restore", "busy", ...args);
    expect([exitCode, stderr]).toEqual([5, expect.stringContaining("busy")]);
  }
  running.child.kill("SIGINT");
  await running.ended;
  expect((await project.cli("restore", "busy", "--yes")).exitCode).toBe(0);
  expect(readdirSync(project.path)).not.toContain("here");
});

test.runIf(isRoot)(
  "an unprivileged user: unreadable files are named, and what an agent locked up comes back",
  async () => {
    await using project = await tempProject({ "src/a.txt": "a\n", "src/deep/b.txt": "b\n", "c.txt": "c\n" });
    sh(project, "printf secret > theirs; chmod 600 theirs");
    // A copy of the program: the folder that this repository was cloned into may be closed to others.
    const copy = join(project.env.HOME, "package");
    cpSync(join(dirname(BIN), ".."), join(copy, "dist"), { recursive: true });
    execFileSync("chown", ["-R", "65534:65534", project.path, project.env.HOME]);
    execFileSync("chown", ["0:0", project.at("theirs")]);
    const as = (...args: string[]) =>
      spawnSync(
        "setpriv",
        ["--reuid=65534", "--regid=65534", "--clear-groups", process.execPath, join(copy, "dist/cli/bin.cjs"), ...args],
        {
          cwd: project.path,
          env: project.env,
          encoding: "utf8",
        },
      );
    const before = look(project);
    const ran = as(
      ...run(
        "echo more >> src/deep/b.txt; chmod 000 c.txt src/deep; chmod 000 src; find .git -depth -exec chmod 000 {} +",
      ),
    );
    expect([ran.status, ran.stdout]).toEqual([
      0,
      expect.stringMatching(/Could not be read and is not in the snapshot: theirs/),
    ]);
    const back = as("restore", "--yes");
    expect([back.status, back.stderr]).toEqual([0, ""]);
    expect(look(project)).toEqual(before);
    execFileSync("chown", ["-R", "0:0", project.path]);
  },
);

test("a pipe in the place of a file or a repository keeps nobody waiting", async () => {
  await using project = await tempProject({ "src/b.txt": "b\n", "a.txt": "a\n", ".gitignore": "*.log\n" });
  const before = look(project);
  await project.cli(...run("true", "--run-id", "whole", "--quiet"));
  const repository = [".git", "src/.git", ".git/config", ".git/HEAD", ".git/index"];
  for (const name of [...repository, "a.txt", ".gitignore", ".gitattributes", "src/.gitignore", "new/pipe"]) {
    // Not by the run: git, when it then looks at what changed, would wait for somebody to write.
    sh(project, `mkdir -p new; rm -rf ${name}; mkfifo ${name}; rmdir new 2>&- || :`);
    const { exitCode, stderr } = await project.cli("restore", "whole", "--yes");
    expect([name, exitCode, stderr]).toEqual([name, 0, ""]);
    expect([name, look(project)]).toEqual([name, before]);
  }
});

test("credentials enter no snapshot", async () => {
  await using project = await tempProject({ ".gitignore": ".prompts-gpt/.credentials.json*\n" });
  const token = "pgpt_0123456789abcdef0123456789abcdef";
  mkdirSync(project.at(".prompts-gpt"));
  for (const name of [".credentials.json", ".credentials.json.tmp"]) {
    writeFileSync(project.at(`.prompts-gpt/${name}`), JSON.stringify({ token }), { mode: 0o600 });
  }
  chmodSync(project.at(".prompts-gpt"), 0o755);
  expect((await project.cli(...run("true", "--quiet"))).exitCode).toBe(0);
  const store = storeOf(project);
  const all = execFileSync("git", [`--git-dir=${store}`, "cat-file", "--batch-all-objects", "--batch", "--unordered"], {
    encoding: "latin1",
  });
  expect(all).not.toContain(token);
  for (const entry of readdirSync(store, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) expect(readFileSync(join(entry.parentPath, entry.name), "latin1")).not.toContain(token);
  }
});

test("what is pruned is gone, what is kept comes back byte for byte without its repository", async () => {
  await using project = await tempProject();
  const states: Record<string, string>[] = [];
  for (const at of [0, 1, 2, 3]) {
    sh(
      project,
      `printf '${at}' > file-${at}; printf '${at}' >> README.md; git add -A; git -c user.name=T -c user.email=t@e commit -qm ${at}; git gc -q; printf dirty${at} >> README.md`,
    );
    states.push(look(project));
    await project.cli(...run("true", "--run-id", `run-${at}`, "--quiet"));
  }
  const place = { cwd: project.path, env: project.env };
  const pruned = await pruneSnapshots({ ...place, limits: { days: 30, bytes: 1 } });
  expect(pruned).toMatchObject({ kept: 1, removed: expect.arrayContaining([expect.any(String)]) });
  expect(pruned.bytesAfter).toBeLessThan(pruned.bytesBefore);
  sh(project, "rm -rf .git * .gitignore");
  const gone = await project.cli("restore", "run-1", "--yes");
  expect([gone.exitCode, gone.stderr]).toEqual([2, expect.stringContaining("run-3")]);
  expect((await project.cli("restore", "run-3", "--yes")).exitCode).toBe(0);
  expect(look(project)).toEqual(states[3]);
  expect(git(project, "fsck", "--full", "--no-dangling", "--no-progress")).toBe("");
  await project.cli(...run("rm -rf .git", "--run-id", "later", "--quiet"));
  expect((await project.cli("restore", "--yes")).exitCode).toBe(0);
  expect(look(project)).toEqual(states[3]);
});

test.each(["parts/work.index", "parts/work.json"])("%s of the store is damaged: it is made anew", async (name) => {
  await using project = await tempProject({ "a.txt": "a\n" });
  const before = look(project);
  await project.cli(...run("true", "--quiet"));
  for (const content of ["", "garbage", readFileSync(join(storeOf(project), name)).subarray(0, 90)]) {
    writeFileSync(join(storeOf(project), name), content);
    expect(await project.cli(...run("rm -rf .git a.txt", "--quiet"))).toMatchObject({ exitCode: 0, stderr: "" });
    expect((await project.cli("restore", "--yes")).exitCode).toBe(0);
    expect(look(project)).toEqual(before);
  }
});

test("runs at once in one folder each have a snapshot; the lock of a killed process is taken over", async () => {
  await using project = await tempProject();
  const before = look(project);
  await using met = await tempFolder();
  const names = ["one", "two", "three", "four"];
  // None of them changes anything before all have begun, and with that have their snapshot.
  const meet = (name: string) =>
    `touch ${met.at(name)}; until [ "$(ls ${met.path} | wc -l)" -eq 4 ]; do sleep 0.05; done`;
  const ended = await Promise.all(
    names.map((name) =>
      project.cli(...run(`${meet(name)}; rm -rf README.md; echo > ${name}`, "--run-id", name, "--quiet")),
    ),
  );
  expect(ended.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(names.map(() => [0, ""]));
  const store = storeOf(project);
  expect(readdirSync(join(store, "snapshots")).length).toBe(4);
  mkdirSync(join(store, "lock"));
  writeFileSync(join(store, "lock/owner"), "999999999 1");
  writeFileSync(join(store, "parts/work.index.lock"), "half");
  cpSync(join(store, "parts/work.index"), join(store, "parts/work.index.123.tmp"));
  expect((await project.cli("restore", "one", "--yes")).exitCode).toBe(0);
  expect(look(project)).toEqual(before);
  mkdirSync(join(store, "lock")); // killed before it could write its name
  expect((await project.cli(...run("true", "--quiet"))).exitCode).toBe(0);
});
