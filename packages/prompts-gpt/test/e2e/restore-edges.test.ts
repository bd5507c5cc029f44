import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { fingerprint } from "../support/fingerprint.ts";
import { type Project, tempProject, until } from "../support/project.ts";

const run = (script: string, ...more: readonly string[]) => [
  "run",
  "--agent",
  "sh",
  "--prompt",
  script,
  "--quiet",
  ...more,
];
const look = (project: Project) => fingerprint(project.path, ["/.scripts"]);

function sh(project: Project, script: string): void {
  execFileSync("sh", ["-c", script], { cwd: project.path, env: project.env, stdio: "ignore" });
}

test("a file that is edited in its place, in the second in which it was read, comes back as it was last", async () => {
  await using project = await tempProject();
  sh(project, "head -c 60000000 /dev/urandom > slow.bin"); // reading it takes longer than a second
  await sleep(1010 - (Date.now() % 1000));
  writeFileSync(project.at("a.dat"), "AAAA");
  const { ended } = project.start(run("cat a.dat; rm a.dat", "--run-id", "r"));
  await sleep(700 - (Date.now() % 1000));
  writeFileSync(project.at("a.dat"), "BBBB");
  expect((await ended).stdout).toContain("BBBB");
  await project.cli("restore", "--yes");
  expect(readFileSync(project.at("a.dat"), "utf8")).toBe("BBBB");
});

test("an index that was written again in its own second comes back as old as it was: git looks twice at files as young", async () => {
  await using project = await tempProject({ "a.txt": "one\n" });
  // Same size, same times: only the age of the index tells git to read the file.
  sh(
    project,
    `git config core.trustctime false
     touch -t 202311142213.20 a.txt; git update-index a.txt; printf 'two\n' > a.txt; touch -t 202311142213.20 a.txt .git/index`,
  );
  const status = () =>
    execFileSync("git", ["--no-optional-locks", "status", "--short", "a.txt"], { cwd: project.path, encoding: "utf8" });
  expect(status()).toBe(" M a.txt\n");
  await project.cli(...run("git update-index --refresh; touch -t 202311142213.20 .git/index"));
  await project.cli("restore", "--yes");
  expect(status()).toBe(" M a.txt\n");
});

test("what is written between the question and the answer is kept", async () => {
  await using project = await tempProject({ "a.txt": "v1\n" });
  await project.cli(...run("echo agent > a.txt"));
  const { previewRestore } = await import("../../src/index.ts");
  const preview = await previewRestore({ cwd: project.path, env: project.env });
  writeFileSync(project.at("a.txt"), "typed by the user\n");
  const { undo } = await preview.apply();
  expect(readFileSync(project.at("a.txt"), "utf8")).toBe("v1\n");
  await project.cli("restore", undo, "--yes");
  expect(readFileSync(project.at("a.txt"), "utf8")).toBe("typed by the user\n");
  const again = await previewRestore({ cwd: project.path, env: project.env });
  writeFileSync(project.at("new.txt"), "was not there when it was shown\n");
  await expect(again.apply()).rejects.toThrow("has changed since it was looked at");
  expect(existsSync(project.at("new.txt"))).toBe(true);
});

describe.concurrent("while an agent is at work, nothing is restored", () => {
  test.each([
    { name: "without a snapshot", flags: ["--no-snapshot"], below: "" },
    { name: "with read access", flags: ["--access", "read"], below: "" },
    { name: "in a nested repository", flags: [], below: "nest" },
  ])("$name", async ({ flags, below }) => {
    await using project = await tempProject();
    sh(project, "mkdir nest; git init -q nest");
    await project.cli(...run("echo x > new"));
    const { child, ended } = project.start(run("sleep 60", ...flags, "--run-id", "busy"), {
      cwd: project.at(below),
    });
    await until(() => existsSync(project.at(`${below}/.scripts/runs/busy/events.jsonl`)) && isBegun(project, below));
    expect((await project.cli("restore", "--yes")).exitCode).toBe(5);
    child.kill("SIGTERM");
    await ended;
  });
});

function isBegun(project: Project, below: string): boolean {
  return readFileSync(project.at(`${below}/.scripts/runs/busy/events.jsonl`), "utf8").includes('"agent.started"');
}

test.each([["--no-snapshot"], ["--access", "read"]])(
  "the latest run has no snapshot (%s): restore says so",
  async (...flags) => {
    await using project = await tempProject();
    await project.cli(...run("echo one > one", "--run-id", "first"));
    await project.cli(...run("true", ...flags, "--run-id", "second"));
    const { exitCode, stderr } = await project.cli("restore", "--yes");
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(/latest run, second, took no snapshot[\s\S]*restore first/),
    ]);
    expect((await project.cli("restore", "first", "--yes")).exitCode).toBe(0);
  },
);

test("a store in the workspace is refused, also when a link leads there", async () => {
  await using project = await tempProject();
  sh(project, "mkdir state");
  symlinkSync(project.at("state"), `${project.path}-link`);
  const { exitCode, stderr } = await project.start(run("true"), { env: { XDG_STATE_HOME: `${project.path}-link` } })
    .ended;
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("in the folder itself")]);
  sh(project, "rm $PWD-link");
});

test("paths that are too long for the system are named", async () => {
  await using project = await tempProject();
  sh(project, 'n=$(printf "%0230d" 0); for i in $(seq 20); do mkdir $n; cd $n; done; echo deep > deep.txt');
  const { stdout, stderr } = await project.cli("run", "--agent", "sh", "--prompt", "true");
  expect(stdout + stderr).toMatch(/Could not be read and is not in the snapshot/);
  sh(project, "rm -rf 0*");
});

test("repositories in .git and in ignored folders; settings of the environment; records elsewhere", async () => {
  await using project = await tempProject({ ".gitignore": "repos/\n" });
  sh(
    project,
    `git init -q .git/hooks; echo h > .git/hooks/h; git -C .git/hooks add h
    git init -q repos/r; head -c 2000000 /dev/urandom > repos/r/data.bin; git -C repos/r add data.bin; printf more >> repos/r/data.bin
    echo x > 'git~1'; printf '#!/bin/sh\\n' > tool.sh; chmod 755 tool.sh; ln -s tool.sh link`,
  );
  const before = look(project);
  const env = {
    GIT_CONFIG_COUNT: "3",
    GIT_CONFIG_KEY_0: "core.protectNTFS",
    GIT_CONFIG_VALUE_0: "true",
    GIT_CONFIG_KEY_1: "core.fileMode",
    GIT_CONFIG_VALUE_1: "false",
    GIT_CONFIG_KEY_2: "core.symlinks",
    GIT_CONFIG_VALUE_2: "false",
  };
  const args = run("rm -rf .git repos git~1 tool.sh link README.md", "--run-id", "one");
  expect((await project.start(args, { env }).ended).exitCode).toBe(0);
  await project.cli(...run("true", "--artifacts-dir", "elsewhere", "--run-id", "two"));
  expect((await project.start(["restore", "one", "--yes"], { env }).ended).exitCode).toBe(0);
  const { ...after } = look(project);
  for (const path of Object.keys(after)) if (path.startsWith("/elsewhere/")) delete after[path];
  expect(after).toEqual(before);
  expect(existsSync(project.at("elsewhere/two/meta.json"))).toBe(true);
});

const SUBMODULE = `git -c protocol.file.allow=always submodule --quiet add ./lib sub && git -C sub -c user.name=T -c user.email=t@example.org commit -q --allow-empty -m agent`;

test("of a submodule that came later nothing is left, and the restore can be restored", async () => {
  await using project = await tempProject({ "a.txt": "v1\n" });
  sh(project, "git init -q lib; git -C lib -c user.name=T -c user.email=t@example.org commit -q --allow-empty -m 1");
  const before = all(project);
  await project.cli(...run(`${SUBMODULE} && git init -q other/nest`));
  const after = look(project);
  const undo = /restore (\S+) --yes/.exec((await project.cli("restore", "--yes")).stdout)?.[1] ?? "";
  expect(all(project).filter((path) => !before.includes(path) && !path.startsWith(".git/objects/"))).toEqual([]);
  await project.cli("restore", undo, "--yes");
  expect(look(project)).toEqual(after);
  sh(project, "git -C sub fsck --strict && git -C sub log -1 --format=%s | grep agent");
});

test("beside a submodule of before, and what stood in the folder of a later one, both stay", async () => {
  await using project = await tempProject({ "a.txt": "v1\n" });
  sh(project, "git init -q lib; git -C lib -c user.name=T -c user.email=t@example.org commit -q --allow-empty -m 1");
  sh(
    project,
    "git -c protocol.file.allow=always submodule --quiet add ./lib old; mkdir -p .git/modules/empty .git/modules/sub-x",
  );
  sh(project, "mkdir -p .git/modules/kept/deep; echo mine > .git/modules/kept/notes");
  const before = look(project);
  await project.cli(
    ...run(`${SUBMODULE}; git init -q --bare .git/modules/kept; git init -q --bare .git/modules/empty`),
  );
  await project.cli("restore", "--yes");
  expect(look(project)).toEqual(before);
  sh(project, "git -C old fsck && git submodule status old");
});

/** Every file and folder, objects too. */
const all = (project: Project) =>
  readdirSync(project.path, { recursive: true, encoding: "utf8" }).filter((path) => !path.startsWith(".scripts"));
