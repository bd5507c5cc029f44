import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { eventsIn, type Project, tempProject } from "../support/project.ts";
import { few } from "../support/samples.ts";

const AS = "-c user.name=T -c user.email=t@example.org";
const WORK = "echo dirty >> README.md; echo staged > staged; git add staged; echo new > new; echo log > x.log";

/** A repository with work to lose, and beside it one that an agent made before with some of the same files. */
async function withStore(): Promise<Project> {
  const project = await tempProject(
    { "repo/README.md": "hello\n", "repo/clean": "clean\n" },
    { git: false, guard: true },
  );
  sh(
    project,
    `cd repo; git init -q; printf '*.log\\n.scripts\\n' > .gitignore; git add .; git ${AS} commit -qm 1; ${WORK}`,
  );
  sh(
    project,
    `cd repo; git init -q --bare ../store; export GIT_DIR=../store GIT_WORK_TREE=.; git add -Af .
    git ${AS} commit -qm snapshot; git branch snap; for f in README.md new x.log; do echo other > ../$f; done
    GIT_WORK_TREE=.. git add -f ../README.md ../new ../x.log; git ${AS} commit -qm other; git branch other; git update-ref HEAD snap; git read-tree snap`,
  );
  return project;
}

function sh(project: Project, script: string): string {
  return execFileSync("sh", ["-c", script], { cwd: project.path, env: project.env, encoding: "utf8", stdio: "pipe" });
}

const files = (project: Project) =>
  sh(project, "cd repo; git status --porcelain --ignored | grep -v scripts; cat README.md staged new clean x.log");

async function run(project: Project, script: string, ...more: readonly string[]) {
  const args = ["run", "--agent", "sh", "--prompt", script, "--json", ...more];
  const { stdout, stderr } = await project.start(args, { cwd: project.at("repo") }).ended;
  return { result: JSON.parse(stdout) as { refused: number; ok: boolean }, output: stdout + stderr };
}

const STORE = "git --git-dir=../store --work-tree=.";

/** What is refused, and by which rule; the last one changes the store's own index before. */
const REFUSED = [
  [`${STORE} checkout -f other`, "checkout --force"],
  [`${STORE} reset --hard other`, "reset --hard"],
  [`${STORE} clean -fdx`, "clean"],
  ["GIT_DIR=../store GIT_WORK_TREE=$PWD git clean -fd", "clean"],
  ["GIT_DIR=../store git --work-tree=. clean -fd", "clean"],
  ["cd ..; git --git-dir=store --work-tree=repo checkout other -- README.md", "checkout <paths>"],
  [`${STORE} checkout other -- new`, "checkout <paths>"],
  [`${STORE} checkout other x.log`, "checkout <paths>"],
  [`${STORE} restore -s other .`, "restore"],
  [`${STORE} read-tree -u --reset other`, "read-tree -u"],
  [`${STORE} rm -rf .`, "rm --force"],
  [`${STORE} stash`, "stash push"],
  // What is clean for the store may be all the same nowhere else.
  [`${STORE} checkout other`, "checkout in files of another repository"],
  [`${STORE} rm new`, "rm in files of another repository"],
  [`${STORE} merge other`, "merge in files of another repository"],
  ["git clone -q ../store ../own; git --git-dir=../own/.git checkout -f", "checkout --force"],
  ["git clone -q ../store ../own; git -C ../own --work-tree=../repo checkout -f", "checkout --force"],
  ["git clone -q ../store ../own; git -C ../own config core.worktree $PWD; git -C ../own reset --hard", "reset --hard"],
  ["git --git-dir=../store --work-tree=.. clean -ffdx -- repo", "clean"],
  ["GIT_CEILING_DIRECTORIES=$PWD/.. git --git-dir=../store --work-tree=. -C . clean -fd", "clean"],
  [`${STORE} read-tree other && ${STORE} checkout-index -fa`, "checkout-index --force"],
] as const;

test("files of the workspace are protected, whichever repository the call names", async () => {
  await using project = await withStore();
  const before = files(project);
  const { result, output } = await run(project, REFUSED.map(([script]) => `(${script})`).join("\n"), "--run-id", "r");
  expect(files(project), output).toBe(before);
  const events = eventsIn(readFileSync(project.at("repo/.scripts/runs/r/events.jsonl"), "utf8"));
  const rules = events.flatMap((event) => (event.type === "guard.refused" ? [event.rule] : []));
  expect(rules, output).toEqual(REFUSED.map(([, rule]) => rule));
  expect(result.refused).toBe(rules.length);
});

describe.concurrent("what an agent's own store is used for passes", () => {
  test.each(
    few([
      `${STORE} add -A && ${STORE} write-tree && ${STORE} diff --quiet HEAD; ${STORE} ls-files; ${STORE} gc -q --prune=now`,
      `${STORE} read-tree other; ${STORE} update-ref -d refs/heads/other; ${STORE} reflog expire --all --expire=now`,
      `${STORE} checkout snap -- clean && ${STORE} ${AS} commit -qm 2 --allow-empty && ${STORE} branch -D other`,
      `${STORE} checkout -b new-branch && ${STORE} rm -q --cached new && ${STORE} reset -q`,
      "mkdir ../copy; git --git-dir=../store --work-tree=../copy checkout -qf other; git --git-dir=../store --work-tree=../copy clean -fdx",
      `rm clean; ${STORE} checkout snap -- clean`,
      "git --git-dir=.git --work-tree=. checkout -q -b x && git --git-dir=.git --work-tree=. checkout -q -",
    ]),
  )("%s", async (script) => {
    await using project = await withStore();
    const before = files(project);
    const { result, output } = await run(project, `set -e; ${script}`);
    expect([result.refused, result.ok], output).toEqual([0, true]);
    expect(files(project)).toBe(before);
  });
});
