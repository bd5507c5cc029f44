import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { SweepResult } from "../../src/index.ts";
import { scriptAgent, tempProject, until } from "../support/project.ts";
import { needsTmux, openWindow } from "../support/tmux.ts";

const file = (title: string, more = "") =>
  `---\ntitle: ${title}\nslug: ${title.slice(-4)}\n${more}---\nDo {{where}}.\n`;
const variables = "variables:\n  where: { description: Which part, required: true }\n";
const two = {
  ".prompts-gpt/other.md": "# Not a sweep\nx\n",
  ".prompts-gpt/sweeps/audit.md": file("Audit the code", `${variables}sweep:\n  maxIterations: 3\n`),
  ".prompts-gpt/sweeps/docs.md": file("Mend the docs", `${variables}sweep:\n  defaultIterations: 2\n`),
};
/** Keeps what it was asked, a file for each time. */
const agents = { keeps: scriptAgent('cat >"asked-$(ls asked-* 2>/dev/null | wc -l)"; echo done') };

const tempSweeps = (files: Readonly<Record<string, string>> = two) => tempProject(files, { agents });

/** The whole of a question: the corner is drawn last. */
const drawn = (question: string) => new RegExp(`${question.replace("?", "[?]")}[^]*└$`);

test("which file of those in sweeps, and then which agent; Ctrl-C is 130, and nothing was done", async (context) => {
  needsTmux(context);
  await using project = await tempSweeps();
  await using window = await openWindow(project, ["sweep"]);
  const first = await window.sees(drawn("Which sweep file?"));
  expect(first).toMatch(/code +Audit the code\n.*docs +Mend the docs/);
  expect(first).not.toContain("Not a sweep");
  window.press("Enter");
  await window.sees(drawn("Which agent?"));
  window.press("C-c");
  expect([await window.exitCode(), existsSync(project.at(".scripts"))]).toEqual([130, false]);
  expect(window.screen()).toContain("try: prompts-gpt sweep <file> -n <number>");
});

test("how often: a number that the file allows, 1 when nothing is typed", async (context) => {
  needsTmux(context);
  await using project = await tempSweeps();
  const args = ["sweep", "audit", "--agent", "keeps", "--var", "where=it"];
  await using window = await openWindow(project, args);
  await window.sees(drawn("How many iterations?"));
  window.press("4", "Enter");
  expect(await window.sees("A whole number")).toContain("A whole number from 1 to 3.");
  window.press("BSpace", "2", "Enter");
  expect(await window.exitCode()).toBe(0);
  expect([existsSync(project.at("asked-1")), existsSync(project.at("asked-2"))]).toEqual([true, false]);
  await using again = await openWindow(project, args);
  await again.sees(drawn("How many iterations?"));
  again.press("Enter");
  expect(await again.exitCode()).toBe(0);
  expect([existsSync(project.at("asked-2")), existsSync(project.at("asked-3"))]).toEqual([true, false]);
});

test("a file that says how often is asked for its variables alone; each is asked for once", async (context) => {
  needsTmux(context);
  await using project = await tempSweeps();
  await using window = await openWindow(project, ["sweep", "--all-sweeps", "--agent", "keeps"]);
  expect(await window.sees(drawn("where: Which part"))).not.toContain("How many iterations?");
  window.press("billing", "Enter");
  expect(await window.exitCode()).toBe(0);
  expect(window.screen()).toContain("succeeded");
  expect([existsSync(project.at("asked-2")), existsSync(project.at("asked-3"))]).toEqual([true, false]);
});

test("what is answered goes with a sweep into the background", async (context) => {
  needsTmux(context);
  await using project = await tempSweeps();
  await using window = await openWindow(project, ["sweep", "audit", "--agent", "keeps", "--detach", "--run-id", "s"]);
  await window.sees(drawn("How many iterations?"));
  window.press("2", "Enter");
  await window.sees(drawn("where: Which part"));
  window.press("@home", "Enter"); // no file is meant
  expect(await window.exitCode()).toBe(0);
  await until(() => existsSync(project.at("asked-1")));
  expect((await project.cli("runs", "attach", "s")).exitCode).toBe(0);
  expect(readFileSync(project.at("asked-1"), "utf8")).toContain("Do @home.");
});

test.each([
  ["without a terminal", {}, []],
  ["in CI", { CI: "true" }, []],
  ["when told never to ask", {}, ["--non-interactive"]],
] as const)(
  "nobody is asked %s: the files are listed; one iteration where nobody says how often",
  async (_, env, args) => {
    await using project = await tempSweeps();
    const start = (...words: string[]) =>
      project.start(["sweep", "--agent", "keeps", ...args, ...words], { env }).ended;
    const several = await start();
    expect(several.exitCode).toBe(2);
    expect(several.stderr).toMatch(/sweeps\/audit\.md\n +\.prompts-gpt\/sweeps\/docs\.md/);
    const one = await start("audit", "--var", "where=it", "--json");
    expect((JSON.parse(one.stdout) as SweepResult).files[0]?.iterationsPlanned).toBe(1);
  },
);
