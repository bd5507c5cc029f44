import { chmodSync, existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { RunPromptResult } from "../../src/index.ts";
import { type Project, tempProject } from "../support/project.ts";
import { needsTmux, openWindow } from "../support/tmux.ts";

const two = {
  ".prompts-gpt/fix.md": "---\ntitle: Fix the tests\nslug: fix\n---\necho fixed >fixed.txt; echo Fixed.\n",
  ".prompts-gpt/review.md": "---\ntitle: Review the change\nslug: review\n---\necho Reviewed.\n",
};
const ESC = String.fromCharCode(27);

/** The whole of a question: the corner is drawn last. */
const drawn = (question: string) => new RegExp(`${question.replace("?", "[?]")}[^]*└$`);

/** Neither a run nor its snapshot. */
const hasRun = (project: Project) => existsSync(project.at(".scripts"));

test("pickers for file, agent and model, drawn on standard error; standard output holds the result alone", async (context) => {
  needsTmux(context);
  await using project = await tempProject(two);
  await using window = await openWindow(project, ["run", "--json"], { stdout: "out.json" });
  const first = await window.sees(drawn("Which prompt?"));
  expect(first).toMatch(/fix +Fix the tests\n.*review +Review the change/);
  window.press("Enter");
  const second = await window.sees(drawn("Which agent?"));
  expect(second).toMatch(/router +no agent is ready/);
  expect(second).toMatch(/replay +logged in: it needs no account/);
  expect(second).toMatch(/codex +not installed: npm install -g @openai\/codex/);
  window.press("Down", "Down"); // from the built-in agent, the first that can be chosen, past replay
  expect(await window.sees(/● sh /)).toContain("● sh ");
  window.press("Enter");
  await window.sees(drawn("Which model?"));
  window.press("Enter");
  expect(await window.exitCode()).toBe(0);
  const result = JSON.parse(readFileSync(project.at("out.json"), "utf8")) as RunPromptResult;
  expect([result.provider, result.output, existsSync(project.at("fixed.txt"))]).toEqual(["sh", "Fixed.\n", true]);
});

test("whom the router would take and why, and the models that he is known to have", async (context) => {
  needsTmux(context);
  await using project = await tempProject({ ...two, "bin/claude": "#!/bin/sh\nexit 1\n" });
  chmodSync(project.at("bin/claude"), 0o755);
  const env = { PATH: `${project.at("bin")}:${project.env.PATH}`, ANTHROPIC_API_KEY: "sk-1" };
  await using window = await openWindow(project, ["run"], { env });
  await window.sees(drawn("Which prompt?"));
  window.press("Enter");
  expect(await window.sees(drawn("Which agent?"))).toMatch(/● router +claude, .*; ANTHROPIC_API_KEY is/);
  window.press("Enter");
  expect(await window.sees(drawn("Which model?"))).toMatch(/own choice\n.*sonnet[^]*another one, to be typed/);
  window.press("Up", "Enter");
  expect(await window.sees(drawn("Name of the model"))).toContain("as claude knows it");
  window.press("C-c");
  expect([await window.exitCode(), hasRun(project)]).toEqual([130, false]);
});

for (const [key, times, asked] of [
  ["C-c", 0, "Which prompt?"],
  ["C-c", 1, "Which agent?"],
  ["Escape", 2, "Which model?"],
] as const)
  test(`${key} at "${asked}" is 130, and nothing was done`, async (context) => {
    needsTmux(context);
    await using project = await tempProject(two);
    await using window = await openWindow(project, ["run"]);
    for (const question of ["Which prompt?", "Which agent?"].slice(0, times)) {
      await window.sees(drawn(question));
      window.press("Enter");
    }
    await window.sees(drawn(asked));
    window.press(key);
    expect(await window.exitCode()).toBe(130);
    expect(window.screen()).toContain(
      "error: Nothing was done: a question was left unanswered.\n  try: prompts-gpt run",
    );
    expect([hasRun(project), window.isCursorShown()]).toEqual([false, true]);
  });

for (const [signal, exitCode] of [
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)
  test(`${signal} at a question is ${exitCode}`, async (context) => {
    needsTmux(context);
    await using project = await tempProject(two);
    await using window = await openWindow(project, ["run"]);
    await window.sees(drawn("Which prompt?"));
    window.kill(signal);
    expect([await window.exitCode(), hasRun(project), window.isCursorShown()]).toEqual([exitCode, false, true]);
  });

test("more than ten are searched by typing, and no word of a repository steers the terminal", async (context) => {
  needsTmux(context);
  const many = Array.from({ length: 30 }, (_, n) => [
    `.prompts-gpt/task-${n}.md`,
    `---\ntitle: 課題 number ${n}\nslug: task-${n}\n---\nx`,
  ]);
  const evil = { [`.prompts-gpt/evil${ESC}[2J\u0007.md`]: "x", ".prompts-gpt/broken.md": "---\ntitle: [\n---\nx" };
  await using project = await tempProject({ ...Object.fromEntries(many), ...evil });
  await using window = await openWindow(project, ["run"], { columns: 60 });
  const list = await window.sees(drawn("Which prompt?"));
  expect(list).toMatch(/broken.… +cannot be read: prom/);
  expect(list).toContain("evil");
  for (const line of list.split("\n")) expect(line.length).toBeLessThanOrEqual(60);
  window.press("number 27");
  expect(await window.sees("(1 match)")).toMatch(/task-27 +課題 number 27/);
  window.press("zz", "Enter");
  expect(await window.sees("Nothing is called that")).toContain("No matches found");
  window.press("BSpace", "BSpace", "Enter");
  expect(await window.sees(drawn("Which agent?"))).toContain("task-27");
});

test("who names a file is asked for neither agent nor model; the only prompt is taken", async (context) => {
  needsTmux(context);
  const variables = "variables:\n  where: { description: Which part, required: true }\n";
  await using project = await tempProject({
    ".prompts-gpt/only.md": `---\ntitle: Only\nslug: only\n${variables}---\necho {{where}}\n`,
  });
  await using window = await openWindow(project, ["run", "--agent", "sh"]);
  expect(await window.sees(drawn("where: Which part"))).not.toContain("Which prompt?");
  window.press("billing", "Enter");
  expect(await window.exitCode()).toBe(0);
  expect(window.screen()).toMatch(/^ *billing$/m);
});

test("who continues a run is asked for the file alone: its agent goes on", async (context) => {
  needsTmux(context);
  await using project = await tempProject(two);
  await using window = await openWindow(project, ["run", "--continue", "nothing"]);
  await window.sees(drawn("Which prompt?"));
  window.press("Enter");
  expect(await window.exitCode()).toBe(2);
  expect(window.screen()).toContain("There is no run nothing");
  expect(window.screen()).not.toContain("Which agent?");
});

for (const [title, env, args, isPainted] of [
  ["with colours", { NO_COLOR: undefined }, [], true],
  ["without, for NO_COLOR", {}, [], false],
  ["without, for --no-color", { NO_COLOR: undefined }, ["--no-color"], false],
] as const)
  test(`pickers are drawn ${title}`, async (context) => {
    needsTmux(context);
    await using project = await tempProject(two);
    await using window = await openWindow(project, ["run", ...args], { env });
    await window.sees(drawn("Which prompt?"));
    expect(window.painted().includes(`${ESC}[36m`)).toBe(isPainted);
  });

for (const [title, env, args] of [
  ["in CI", { CI: "true" }, []],
  ["when told never to ask", {}, ["--non-interactive"]],
  ["in a terminal that cannot draw over", { TERM: "dumb" }, []],
] as const)
  test(`nobody is asked ${title}`, async (context) => {
    needsTmux(context);
    await using project = await tempProject(two);
    await using window = await openWindow(project, ["run", ...args], { env });
    expect(await window.exitCode()).toBe(2);
    expect(window.screen()).toContain(".prompts-gpt/review.md");
  });
