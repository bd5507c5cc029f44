import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { fingerprint } from "../support/fingerprint.ts";
import { type Project, tempProject } from "../support/project.ts";
import { ALL } from "../support/samples.ts";

const FAULT = fileURLToPath(new URL("../support/fault-sync.mjs", import.meta.url));
const MAKE = `
git config user.name T; git config user.email t@e; mkdir -p src/deep empty/inner; printf 'b\\n' > src/deep/b.txt; git add -A; git commit -qm b
printf 'stash\\n' >> README.md; git stash -q; printf 'dirty\\n' >> README.md; printf new > new; chmod 600 new; chmod 700 empty; ln -s new link
git init -q nested; printf n > nested/n; git -C nested add n; mkdir sub; printf "gitdir: nowhere\\n" > sub/.git; ln -s n sub/.gitmodules
`;
const DESTROY =
  "rm -rf .git src nested/.git sub empty link; printf x > new; mkdir -p added/y; printf y > added/z; chmod 777 added";
/** There are some three hundred places to die at; every one would take minutes, so each way of dying takes its share of them. */
const SAMPLES = ALL ? 18 : 3;

const run = (script: string) => ["run", "--agent", "sh", "--prompt", script, "--quiet"];
const look = (project: Project) => fingerprint(project.path, ["/.scripts"]);

function sh(project: Project, script: string): void {
  execFileSync("sh", ["-c", script], {
    cwd: project.path,
    env: { ...project.env, GIT_CONFIG_NOSYSTEM: "1" },
    stdio: "ignore",
  });
}

/** How often a command touches the disk or starts a git, when nothing stops it. */
async function places(project: Project, args: readonly string[]): Promise<number> {
  const log = project.at("../fault-count") + project.path.slice(-6);
  await project.start(args, { node: ["--import", FAULT], env: { FAULT_LOG: log } }).ended;
  const count = Number(readFileSync(log, "utf8"));
  rmSync(log);
  return count;
}

async function killedAt(
  project: Project,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const ended = await project.start(args, { node: ["--import", FAULT], env }).ended;
  expect([ended.exitCode, ended.stderr]).toEqual([null, expect.anything()]); // it did die
}

function sampled(count: number, from: number): number[] {
  const step = Math.max(1, count / SAMPLES);
  return [...new Set(Array.from({ length: SAMPLES }, (_, at) => Math.min(count, 1 + Math.floor((at + from) * step))))];
}

/** After whatever happened: the records can be listed, a run takes a snapshot, and what it destroys comes back. */
async function worksStill(project: Project): Promise<void> {
  const list = await project.cli("runs", "list", "--json");
  expect([list.exitCode, list.stderr]).toEqual([0, ""]);
  const before = look(project);
  const again = await project.cli(...run("rm -rf .git src new"));
  expect([again.exitCode, again.stderr]).toEqual([0, expect.not.stringContaining("rror")]);
  const back = await project.cli("restore", "--yes");
  expect([back.exitCode, back.stderr]).toEqual([0, ""]);
  expect(look(project)).toEqual(before);
  sh(project, 'test -z "$(git fsck --full --no-dangling --no-progress 2>&1)"');
}

const ways = [
  { how: "before", from: 0 },
  { how: "half", from: 0.33 },
  { how: "during", from: 0.66 },
] as const;

describe.concurrent.each(ways)("SIGKILL ($how)", ({ how, from }) => {
  test(
    "while a snapshot is taken: the store stays whole, the next run and its restore work",
    { timeout: 120_000 },
    async () => {
      await using first = await tempProject();
      sh(first, MAKE);
      const count = await places(first, run("true"));
      expect(count).toBeGreaterThan(40);
      for (const at of sampled(count, from)) {
        await using project = await tempProject();
        sh(project, MAKE);
        const before = look(project);
        await killedAt(project, run("true"), { FAULT_AT: String(at), FAULT_HOW: how, FAULT_MS: String(at % 5) });
        expect(look(project)).toEqual(before);
        await worksStill(project);
      }
    },
  );

  test("while it restores: a second restore completes", { timeout: 120_000 }, async () => {
    await using project = await tempProject();
    sh(project, MAKE);
    const before = look(project);
    await project.cli(...run(DESTROY), "--run-id", "worst");
    const destroyed = look(project);
    expect(destroyed).not.toEqual(before);
    const restore = ["restore", "worst", "--yes"];
    const kept = `${project.path}-kept`;
    sh(project, `cp -a . "${kept}"`); // not cpSync: from Node 22 on it forgets the modes of folders
    await places(project, restore); // what the store keeps once for all is written by the first
    sh(project, `find . -mindepth 1 -delete; cp -a "${kept}/." .`);
    const count = await places(project, restore);
    expect(look(project)).toEqual(before);
    for (const at of sampled(count, from)) {
      sh(project, `find . -mindepth 1 -delete; cp -a "${kept}/." .`);
      expect(look(project)).toEqual(destroyed);
      await killedAt(project, restore, { FAULT_AT: String(at), FAULT_HOW: how, FAULT_MS: String(at % 5) });
      const second = await project.cli(...restore);
      expect([at, second.exitCode, second.stderr]).toEqual([at, 0, ""]);
      expect(look(project)).toEqual(before);
      await worksStill(project);
    }
    rmSync(kept, { recursive: true });
  });
});
