import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { OrchestrateParallelResult } from "../../src/index.ts";
import { type Project, scriptAgent, tempProject, until } from "../support/project.ts";
import { needsTmux, openWindow } from "../support/tmux.ts";

const file = (slug: string, more = "") => `---\ntitle: Mend the ${slug}\nslug: ${slug}\n${more}---\n`;
const variables = "variables:\n  where: { description: Which part, required: true }\n";
const files = {
  ".prompts-gpt/code.md": `${file("code", variables)}Do {{where}}.\n`,
  ".prompts-gpt/docs.md": `${file("docs")}Document.\n`,
  ".prompts-gpt/pipelines/check.yaml": "steps:\n  - id: look\n    prompt: Look around.\n",
  ".prompts-gpt/pipelines/mend.yaml": "steps:\n  - id: mend\n    prompt: Mend it.\n",
};
/** Keeps what it was asked, in a file of its home for each time. */
const keeps = scriptAgent('cat > "$HOME/asked-$(basename "$PWD")"; echo done > done.txt; echo done');
const agents = { first: keeps, second: keeps };

/** Keys that lead to a row: who stands before it depends on what is installed. */
function downTo(name: string, screen: string): string[] {
  const rows = screen.split("\n").filter((row) => /^│ {2}[◻◼]/.test(row));
  return Array.from({ length: rows.findIndex((row) => row.includes(`${name} `)) }, () => "Down");
}

/** The whole of a question: the corner is drawn last. */
const drawn = (question: string) => new RegExp(`${question.replace("?", "[?]")}[^]*└`);

function asked({ env }: Project): string[] {
  const names = readdirSync(env.HOME).filter((name) => name.startsWith("asked-"));
  return names.map((name) => readFileSync(`${env.HOME}/${name}`, "utf8").trim());
}

test("a race: how, which prompt, its variable, and who competes", async (context) => {
  needsTmux(context);
  await using project = await tempProject(files, { agents });
  await using window = await openWindow(project, ["orchestrate", "--detach", "--run-id", "race"]);
  expect(await window.sees(drawn("How are the agents to work together?"))).toMatch(
    /parallel +several agents do one prompt.*\n.*pipeline +the steps of a file.*\n.*eval +agents judge.*\n.*auto +the steps to a goal/,
  );
  window.press("Enter");
  expect(await window.sees(drawn("Which prompt?"))).toMatch(/code +Mend the code\n.*docs +Mend the docs/);
  window.press("Enter");
  await window.sees(drawn("where: Which part"));
  window.press("@billing", "Enter");
  const who = await window.sees(drawn("Who competes?"));
  expect(who).toMatch(/first +login not known[^]*second/);
  expect(who).not.toContain("not installed");
  window.press(...downTo("first", who), "Space", "Down", "Space", "Enter");
  expect(await window.exitCode()).toBe(0);
  // What was answered has gone into the background.
  await until(() => existsSync(project.at(".scripts/runs/race/orchestrate-summary.json")));
  const summary = readFileSync(project.at(".scripts/runs/race/orchestrate-summary.json"), "utf8");
  const { candidates } = JSON.parse(summary) as OrchestrateParallelResult;
  expect(candidates.map(({ name, verdict }) => [name, verdict])).toEqual([
    ["provider-first", "accepted"],
    ["provider-second", "accepted"],
  ]);
  expect(asked(project)).toEqual(["Do @billing.", "Do @billing."]);
});

test("a pipeline file; one agent of a race, how often; a goal", async (context) => {
  needsTmux(context);
  await using project = await tempProject(files, { agents });
  await using steps = await openWindow(project, ["orchestrate", "--agent", "first", "--mode", "pipeline", "--dry-run"]);
  await steps.sees(drawn("Which pipeline?"));
  steps.press("Down", "Enter");
  expect(await steps.exitCode()).toBe(0);
  expect(steps.screen()).toMatch(/STEP[^]*mend +first/);
  await using race = await openWindow(project, ["orchestrate", "--mode", "parallel", "--prompt", "Do.", "--dry-run"]);
  race.press(...downTo("first", await race.sees(drawn("Who competes?"))), "Space", "Enter");
  await race.sees(drawn("How often is first to try?"));
  race.press("2", "Enter");
  expect(await race.exitCode()).toBe(0);
  expect(race.screen()).toMatch(/attempt-1 +first[^]*attempt-2 +first/);
  await using goal = await openWindow(project, ["orchestrate", "--mode", "auto", "--agent", "first", "--dry-run"]);
  await goal.sees(drawn("What is to be reached?"));
  goal.press("It works.", "Enter");
  expect(await goal.exitCode()).toBe(0);
  expect(goal.screen()).toMatch(/goal +It works[.]/);
});

test("left unanswered it is 130, with what to type; who names all is asked nothing; nobody there is 2", async (context) => {
  needsTmux(context);
  await using project = await tempProject(files, { agents });
  await using window = await openWindow(project, ["orchestrate", "--mode", "parallel"]);
  await window.sees(drawn("Which prompt?"));
  window.press("C-c");
  expect([await window.exitCode(), existsSync(project.at(".scripts"))]).toEqual([130, false]);
  expect(window.screen()).toContain("try: prompts-gpt orchestrate --mode parallel <file> --providers <names>");
  await writeFile(project.at("vars.json"), '{"where":"here"}');
  const whole = ["--mode", "parallel", "code", "--vars", "vars.json", "--providers", "first,second", "--dry-run"];
  await using named = await openWindow(project, ["orchestrate", ...whole]);
  expect([await named.exitCode(), named.screen()]).toEqual([0, expect.not.stringContaining("?")]);
  const quiet = await project.cli("orchestrate");
  expect([quiet.exitCode, quiet.stderr]).toEqual([2, expect.stringContaining("--mode parallel|pipeline|auto|eval")]);
});
