import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { expect, test, type TestContext } from "vitest";
import { BIN, type Project, tempProject } from "../support/project.ts";

type Shell = "bash" | "zsh" | "fish";

/** Some of these names would do something, were one of them ever executed. */
const files = {
  ".prompts-gpt/fix-tests.md": "Fix.",
  ".prompts-gpt/$(touch pwned).md": "x",
  ".prompts-gpt/`touch pwned`.md": "x",
  ".prompts-gpt/it's; touch pwned.md": "x",
  ".prompts-gpt/two\nlines.md": "x",
  // What a repository may bring along to be started in place of the command.
  "prompts-gpt": "#!/bin/sh\ntouch pwned\n",
  "bin/prompts-gpt": `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`,
};

/** A project with the completion script of a shell as `script`; without that shell the test is skipped. */
async function projectFor(shell: Shell, context: TestContext): Promise<Project> {
  needs(shell, context);
  const project = await tempProject(files);
  for (const name of ["prompts-gpt", "bin/prompts-gpt"]) chmodSync(project.at(name), 0o755);
  await project.write("script", (await project.cli("completion", shell)).stdout);
  return project;
}

function needs(tool: Shell | "script", context: TestContext): void {
  if (spawnSync(tool, ["--version"]).error !== undefined) context.skip(`${tool} is not installed`);
}

const envOf = (project: Project) => ({
  ...project.env,
  PATH: `${project.at("bin")}:${project.env.PATH}`,
  TERM: "dumb",
  LANG: "C.UTF-8",
});

function linesOf(project: Project, shell: Shell, script: string): string[] {
  const { stdout, stderr } = spawnSync(shell, ["-c", script], {
    cwd: project.path,
    env: envOf(project),
    encoding: "utf8",
  });
  expect([stderr, existsSync(project.at("pwned"))]).toEqual(["", false]);
  return stdout.split("\n").filter(Boolean);
}

/** What a shell in a terminal shows when this is typed once it has loaded the script. */
async function typeInto(project: Project, shell: readonly string[], typed: string): Promise<string> {
  const child = spawn("script", ["-qec", shell.join(" "), "/dev/null"], { cwd: project.path, env: envOf(project) });
  let shown = "";
  const sees = (text: string) =>
    new Promise<void>((resolve) =>
      child.stdout.on("data", (chunk: Buffer) => {
        shown += chunk.toString();
        if (shown.includes(text)) resolve();
      }),
    );
  const ready = sees("loaded-2");
  child.stdin.write("autoload -Uz compinit 2>/dev/null && compinit -u -D; . ./script; echo loaded-$((1 + 1))\r");
  await ready;
  const ended = new Promise((resolve) => child.on("close", resolve));
  child.stdin.write(`${typed}\rexit\r`);
  await ended;
  expect(existsSync(project.at("pwned"))).toBe(false);
  return shown;
}

test("there is no completion for another shell", async () => {
  await using project = await tempProject();
  const { exitCode, stderr } = await project.cli("completion", "tcsh");
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("prompts-gpt completion bash|zsh|fish")]);
});

test("bash: the function answers for the words before the cursor, as bash splits them", async (context) => {
  await using project = await projectFor("bash", context);
  for (const [words, candidates] of [
    ["prompts-gpt runs l", ["list", "logs"]],
    ["prompts-gpt run --access = wr", ["write"]],
    ["prompts-gpt run --access =", ["read", "write", "full"]],
    ["prompts-gpt run -f = fi", ["fix-tests"]],
    ["prompts-gpt run ''", ["fix-tests"]],
    ["./prompts-gpt run --agent cl", ["claude"]],
    ["prompts-gpt run '$(touch pwned)'", []],
  ] as const) {
    const script = `set -u; . ./script; COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      _prompts_gpt; printf '%s\\n' "\${COMPREPLY[@]-}"`;
    expect([words, linesOf(project, "bash", script)]).toEqual([words, candidates]);
  }
});

test("restore is offered what can be restored: by its run, and what a restore kept by its own id", async () => {
  await using project = await tempProject();
  const offered = async (...words: string[]) =>
    (await project.cli("complete", "--", ...words)).stdout.split("\n").filter(Boolean);
  expect(await offered("restore", "")).toEqual([]);
  const { result } = await project.run("echo more >>README.md");
  expect(await offered("restore", "")).toEqual([result.runId]);
  const { stdout } = await project.cli("restore", "--yes", "--json");
  const { undo } = JSON.parse(stdout) as { undo: string };
  const ids = await offered("restore", "");
  expect([ids[0], ids.at(-1)]).toEqual([undo, result.runId]);
  expect(await offered("runs", "diff", undo)).toEqual([undo]);
});

test("fish completes commands, values and prompts, each with what it means", async (context) => {
  await using project = await projectFor("fish", context);
  for (const [line, candidates] of [
    ["prompts-gpt runs l", ["list\tList the runs of this project, latest first", /^logs\t/]],
    ["prompts-gpt run --access=w", ["--access=write"]],
    ["prompts-gpt run fi", ["fix-tests"]],
    ["./prompts-gpt run --agent cl", ["claude"]],
    ["prompts-gpt run --vars scr", ["script"]],
    ["prompts-gpt run --vars=scr", ["--vars=script"]],
    ["prompts-gpt run -f=fi", ["-f=fix-tests"]],
    ["prompts-gpt run --cwd=bi", ["--cwd=bin/"]],
    ["prompts-gpt run (touch pwned) --ag", [/^--agent\t/]],
  ] as const) {
    const found = linesOf(project, "fish", `source ./script; complete -C'${line}'`);
    const expected = candidates.map((one): unknown => (typeof one === "string" ? one : expect.stringMatching(one)));
    expect([line, found]).toEqual([line, expected]);
  }
});

const inTerminal = {
  bash: ["bash", "--norc", "--noprofile", "-i"],
  zsh: ["zsh", "-f", "-i"],
} as const;

for (const shell of ["bash", "zsh"] as const)
  test(`${shell} in a terminal: Tab types what is left of each word`, async (context) => {
    needs("script", context); // it lends a terminal
    await using project = await projectFor(shell, context);
    const toStart = "\u0001"; // Ctrl-A
    const typed = `prompts-gpt run fi\t--access=re\t --vars scr\t --record=scr\t -f=fi\t --js\t${toStart}echo got: `;
    const shown = await typeInto(project, inTerminal[shell], typed);
    expect(shown).toMatch(
      /\ngot: prompts-gpt run fix-tests --access=read +--vars script +--record=script +-f=fix-tests +--json/,
    );
  });
