import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { attacks } from "../corpus/attacks.ts";
import { harmless } from "../corpus/harmless.ts";
import { inParallel, sample } from "../corpus/sample.ts";
import { askHook, bash, type HookAnswer } from "../support/ask-hook.ts";
import { tempProject } from "../support/project.ts";
import { few } from "../support/samples.ts";
import { tempFolder } from "../support/temp-folder.ts";

const AS = "-c user.name=T -c user.email=t@example.org";

/** A repository with work to lose, the program to ask about it, and what it has written down. */
async function asked() {
  const project = await tempProject();
  const scratch = await tempFolder();
  const sh = (script: string) =>
    execFileSync("sh", ["-c", script], { cwd: project.path, env: project.env, encoding: "utf8", stdio: "pipe" });
  sh(
    `git branch side; git checkout -q side; git ${AS} commit -q --allow-empty -m side; git checkout -q main; echo stashed >> README.md; git ${AS} stash -q; mkdir -p sub .prompts-gpt; echo new > new; echo dirty >> README.md`,
  );
  const place = { cwd: project.path, gitDir: project.at(".git"), scratch: scratch.path, env: project.env };
  let count = 0;
  return {
    project,
    sh,
    ask: (script: string, cwd = project.path) => askHook(bash(script, cwd), place),
    /** With a log of its own, so that many may ask at once. */
    askApart(script: string) {
      const apart = scratch.at(`${count++}`);
      mkdirSync(apart);
      return askHook(bash(script, project.path), { ...place, scratch: apart });
    },
    send: (question: string | object) => askHook(question, place),
    log: () => (existsSync(scratch.at("guard.log")) ? readFileSync(scratch.at("guard.log"), "utf8") : ""),
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

const passes = { exitCode: 0, stdout: "", stderr: "", reason: undefined } satisfies HookAnswer;

describe.concurrent("refused, told and written down", () => {
  test.each(
    few([
      ["/usr/bin/git stash", "stash push", "stash"],
      ["cd sub && /usr/bin/git clean -fd ..", "clean", "clean"],
      ["bash -lc 'git reset --hard'", "reset --hard", "reset"],
      ["env -i git clean -fd", "clean", "clean"],
      ["PATH=/usr/bin:/bin git checkout -f side", expect.any(String) as string, "checkout"],
      ["/usr/bin/git -c alias.x='!git stash drop' x", "stash drop", "stash"],
      ["/usr/bin/git rebase -x 'git branch -D side' HEAD~0", "branch -D", "branch"],
      ['cd "$(git rev-parse --show-toplevel)"; /usr/bin/git branch -D side', "branch -D", "branch"],
      ["cat .prompts-gpt/.credentials.json", "credentials file", "cat"],
    ]),
  )("%s", async (script, rule, command) => {
    await using hook = await asked();
    const before = hook.sh("git status --porcelain; git stash list; git for-each-ref; cat .git/config");
    const { exitCode, stderr, reason } = await hook.ask(script);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(reason).toMatch(/^prompts-gpt refused: .+\n.+\n +instead: .+\n/);
    expect(JSON.parse(hook.log())).toEqual({ at: expect.any(String) as string, rule, command });
    expect(hook.sh("git status --porcelain; git stash list; git for-each-ref; cat .git/config")).toBe(before);
  });
});

describe.concurrent("passed", () => {
  test.each(
    few([
      "/usr/bin/git status",
      "/usr/bin/git commit -m 'reset --hard'",
      "git stash # the shim's",
      "grep -r 'git stash' .",
      "/usr/bin/git checkout -q -b topic; /usr/bin/git branch -d topic",
      "/usr/bin/git -C ../elsewhere reset --hard",
      "mkdir own && cd own && /usr/bin/git init -q && /usr/bin/git reset --hard",
      "cd sub && /usr/bin/git init -q && /usr/bin/git reset --hard",
      "mkdir made; cd made; /usr/bin/git stash",
      "cd README.md; /usr/bin/git stash",
      "/usr/bin/git log $(", // not to be read
    ]),
  )("%s", async (script) => {
    await using hook = await asked();
    expect(await hook.ask(script)).toEqual(passes);
    expect(hook.log()).toBe("");
  });
});

test("a repository that the agent made itself is its own", async () => {
  await using hook = await asked();
  await using own = await tempFolder({ file: "1\n" });
  const { ask } = hook;
  await new Promise((resolve) => setTimeout(resolve, 20)); // younger than the rules, which are written when it is asked
  expect((await ask("/usr/bin/git stash", hook.project.at("sub"))).reason).toBeDefined();
  expect((await ask("/usr/bin/git reset --hard", own.path)).reason).toBeUndefined();
});

describe("what it cannot read lets the command run", () => {
  test.each(
    few([
      ["nothing", ""],
      ["no JSON", "git stash"],
      ["a list", "[1]"],
      ["another tool", { tool_name: "Read", tool_input: { file_path: "/x" }, cwd: "/" }],
      ["a patch", { tool_name: "apply_patch", tool_input: { command: "/usr/bin/git stash" }, cwd: "." }],
      ["a list for a command", { tool_name: "Bash", tool_input: { command: ["/usr/bin/git", "stash"] } }],
      ["a command of megabytes", bash(`/usr/bin/git stash; ${"a ".repeat(2 ** 20)}`, ".")],
    ]),
  )("%s", async (_, question) => {
    await using hook = await asked();
    const { exitCode, stdout } = await hook.send(question);
    expect([exitCode, stdout]).toEqual([0, ""]);
  });
});

/** Refused by its name too: it would write over notes that are the user's own. */
const REFUSED_ANYHOW = /--add remote\.origin\.fetch/;

/** As if git were called by its path, wherever it begins a command. */
const byPath = (script: string) => script.replaceAll(/(?<=^|[;&|(] ?)git(?= )/g, "/usr/bin/git");

test("no harmless command of the corpus is refused, by name or by path", { timeout: 300_000 }, async () => {
  await using hook = await asked();
  const scripts = sample(harmless, 8).flatMap(({ script }) =>
    REFUSED_ANYHOW.test(script) ? [] : [script, byPath(script)],
  );
  const answers = await inParallel(scripts, async (script) => ({ script, ...(await hook.askApart(script)) }));
  expect(answers.filter(({ exitCode, stdout, stderr }) => exitCode !== 0 || stdout + stderr !== "")).toEqual([]);
});

test("of the corpus' attacks that go round the shim, most are refused", { timeout: 300_000 }, async () => {
  await using hook = await asked();
  const some = attacks.filter(({ route }) => route === "absolute" || route === "login" || route === "cleared");
  const reasons = await inParallel(some, async ({ script }) => (await hook.askApart(script)).reason);
  const refused = reasons.filter((reason) => reason !== undefined).length;
  console.log(`${refused} of ${some.length} attacks round the shim are refused before they run`);
  expect(refused / some.length).toBeGreaterThan(0.66);
});
