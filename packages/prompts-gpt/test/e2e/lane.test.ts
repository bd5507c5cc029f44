import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunPromptResult } from "../../src/index.ts";
import { openLane } from "../../src/workspace/lane/open-lane.ts";
import { removeLane } from "../../src/workspace/lane/close-lane.ts";
import { eventsIn, tempProject } from "../support/project.ts";

const AS = "-c user.name=T -c user.email=t@example.org";

/** A repository with work to lose, and a lane of it in which something is changed too. */
async function laneOf(name = "x") {
  const project = await tempProject({ "a.txt": "a\n", ".gitignore": ".scripts\n" }, { guard: true });
  const sh = (script: string, cwd = project.path) =>
    execFileSync("sh", ["-c", script], { cwd, env: project.env, encoding: "utf8", stdio: "pipe" });
  sh(
    `echo stashed >> README.md; git ${AS} stash -q; git checkout -q -b side; git ${AS} commit -q --allow-empty -m side; git checkout -q main; git tag v1; echo dirty >> README.md; echo staged > staged; git add staged`,
  );
  const lane = await openLane({ root: project.path, name, env: project.env });
  writeFileSync(join(lane.top, "a.txt"), "changed in the lane\n");
  const work = () =>
    sh(
      "git status --porcelain; cat README.md staged; git for-each-ref; git stash list; cat .git/config; git worktree list --porcelain",
    );
  return {
    project,
    lane,
    sh,
    work,
    /** An agent in the lane that runs this. */
    async run(script: string, ...args: readonly string[]) {
      const more = [
        "--agent",
        "sh",
        "--access",
        "full",
        "--artifacts-dir",
        project.at(".scripts/runs"),
        "--json",
        ...args,
      ];
      const ended = await project.start(["run", "--prompt", script, ...more], { cwd: lane.root }).ended;
      return { ...ended, result: JSON.parse(ended.stdout) as RunPromptResult };
    },
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
}

/** What is refused, and by which rule. */
const ATTACKS = {
  "git reset --hard": "reset --hard",
  "git checkout -- a.txt": "checkout <paths>",
  "git clean -fdx": "clean",
  "git stash drop": "stash drop",
  "git stash": "stash push",
  "git branch -D side": "branch -D",
  "git branch -f main side": "branch --force",
  "git tag -d v1": "tag --delete",
  "git update-ref -d refs/heads/main": "update-ref",
  'git -C "$(git rev-parse --git-common-dir)/.." reset --hard': "reset --hard",
  'git --git-dir="$(git rev-parse --git-common-dir)" update-ref refs/heads/side main': "update-ref",
  "git worktree remove --force .": "worktree remove --force",
  "git config core.hooksPath /nowhere": "config core.hookspath",
};

test("in a lane as anywhere, what would destroy work is refused", async () => {
  await using place = await laneOf();
  const before = place.work();
  const { result } = await place.run(Object.keys(ATTACKS).join("\n"), "--run-id", "r");
  const events = eventsIn(readFileSync(place.project.at(".scripts/runs/r/events.jsonl"), "utf8"));
  const rules = events.flatMap((event) => (event.type === "guard.refused" ? [event.rule] : []));
  expect(rules).toEqual(Object.values(ATTACKS));
  expect(result.refused).toBe(rules.length);
  expect(place.work()).toBe(before);
  expect(readFileSync(join(place.lane.top, "a.txt"), "utf8")).toBe("changed in the lane\n");
});

/** Hooks alone, because what is kept running gets no namespace: nothing stands in git's own place. */
const HOOKS = ["--keep-processes"];
const BYPASSING = [
  [["env -i /usr/bin/git branch -D side"], []],
  [
    [
      "env -i /usr/bin/git branch -D side",
      "env -i /usr/bin/git update-ref refs/heads/side v1^",
      "env -i /usr/bin/git stash",
    ],
    HOOKS,
  ],
] as const;

test.each(BYPASSING)("refs of the user are guarded in a lane on every way to git: %j %j", async (attacks, flags) => {
  await using place = await laneOf();
  place.sh(`git ${AS} commit -qm more staged`);
  const before = place.work();
  const scripts = attacks.map((attack) => `if ${attack}; then echo went through; else echo failed; fi`);
  const { result } = await place.run(`cd /; cd "$OLDPWD"; ${scripts.join("\n")}`, ...flags);
  expect(result.output.match(/went through|failed/g)).toEqual(attacks.map(() => "failed"));
  expect(place.work()).toBe(before);
});

test("where the working tree's own configuration outranks the hooks of the guard, the record does not claim them", async () => {
  await using place = await laneOf();
  const cover = async (runId: string) => {
    await place.run("true", "--run-id", runId, ...HOOKS);
    const lines = readFileSync(place.project.at(`.scripts/runs/${runId}/events.jsonl`), "utf8").split("\n");
    return (JSON.parse(lines[0] ?? "") as { plan: { guard: Record<string, string> } }).plan.guard["cleared"];
  };
  expect(await cover("before")).toBe("refs");
  place.sh("git config extensions.worktreeConfig true; git config --worktree core.hooksPath /dev/null", place.lane.top);
  const config = readFileSync(place.project.at(".git/config"), "utf8");
  expect(await cover("after")).toBe("none");
  expect(readFileSync(place.project.at(".git/config"), "utf8")).toBe(config);
});

test("a branch that an agent in a lane makes or moves on is told; another lane cannot be taken away by it", async () => {
  await using place = await laneOf();
  const other = await openLane({ root: place.project.path, name: "other", env: place.project.env });
  const script = `git ${AS} commit -qam mine && git branch made && git push -q . HEAD:side; git worktree remove ${other.top}`;
  await place.run(script);
  expect(existsSync(join(other.top, "a.txt"))).toBe(true);
  const result = await removeLane(place.lane, { env: place.project.env });
  expect(result.refs.map(({ name }) => name)).toContain("refs/heads/made");
  expect(result.changed.map(({ path }) => path)).toEqual(["a.txt"]);
});

test("a run in a lane has a snapshot of the user's own tree, which no restore takes back while it is at work", async () => {
  await using place = await laneOf();
  const before = place.work();
  const { result } = await place.run("sleep 0.1; echo x > new.txt", "--run-id", "in-lane");
  expect(result.ok).toBe(true);
  const diff = await place.project.cli("runs", "diff", "in-lane");
  expect([diff.exitCode, diff.stdout]).toEqual([0, expect.stringContaining("+++ b/new.txt")]);
  place.sh("git update-ref refs/heads/side main; git stash drop -q; echo lost > staged");
  expect((await place.project.cli("restore", "in-lane", "--yes")).exitCode).toBe(0);
  expect(place.work()).toBe(before);
  expect(readdirSync(join(place.project.env.XDG_STATE_HOME, "prompts-gpt/snapshots")).length).toBe(1);
  const running = place.run("echo started > started; sleep 30", "--run-id", "longer");
  while (!existsSync(join(place.lane.top, "started"))) await new Promise((resolve) => setTimeout(resolve, 50));
  const refused = await place.project.cli("restore", "in-lane", "--dry-run");
  await place.project.cli("runs", "stop", "longer");
  await running;
  expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining("longer")]);
}, 60_000);
