import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { scriptAgent, tempProject, until } from "../support/project.ts";
import { needsTmux, openWindow } from "../support/tmux.ts";

const file = (title: string, more = "") => `---\ntitle: ${title}\nslug: ${title.slice(-4)}\n${more}---\n`;
const variables = "variables:\n  where: { description: Which part, required: true }\n";
const library = {
  ".prompts-gpt/a.md": `${file("Mend the code", variables)}Do {{where}}.\n`,
  ".prompts-gpt/b.md": `${file("Mend the docs")}Document.\n`,
  ".prompts-gpt/c.md": `${file("Mend the test", variables)}Test {{where}}.\n`,
  ".prompts-gpt/sweeps/s.md": `${file("Not one")}x\n`,
};
/** Keeps what it was asked, a file for each time. */
const agents = { keeps: scriptAgent('cat >"asked-$(ls asked-* 2>/dev/null | wc -l)"; echo done') };

/** The whole of a question: the corner is drawn last. */
const drawn = (question: string) => new RegExp(`${question.replace("?", "[?]")}[^]*└`);

test("which prompts, several; then which agent and which model; a variable of two of them once", async (context) => {
  needsTmux(context);
  await using project = await tempProject(library, { agents, config: { defaultAgent: "keeps" } });
  await using window = await openWindow(project, ["run-batch"]);
  const first = await window.sees(drawn("Which prompts?"));
  expect(first).toMatch(/code +Mend the code\n.*docs +Mend the docs\n.*test +Mend the test/);
  expect(first).not.toContain("Not one");
  window.press("Enter");
  await window.sees("Please select at least one option");
  window.press("Down", "Down", "Space", "Up", "Up", "Space", "Enter");
  await window.sees(drawn("Which agent?"));
  window.press("Enter");
  await window.sees(drawn("Which model?"));
  window.press("Enter");
  await window.sees(drawn("where: Which part"));
  window.press("billing", "Enter");
  expect(await window.exitCode()).toBe(0);
  const asked = ["asked-0", "asked-1"].map((name) => readFileSync(project.at(name), "utf8").trim());
  expect(asked).toEqual(["Do billing.", "Test billing."]);
  expect(existsSync(project.at("asked-2"))).toBe(false);
});

test("what is answered goes with a batch into the background; a file that is named is not asked about", async (context) => {
  needsTmux(context);
  await using project = await tempProject(library, { agents });
  const args = ["run-batch", "--agent", "keeps", "--detach", "--run-id", "b"];
  await using window = await openWindow(project, args);
  await window.sees(drawn("Which prompts?"));
  window.press("Down", "Space", "Enter");
  await window.sees(drawn("Which model?"));
  window.press("Enter");
  expect(await window.exitCode()).toBe(0);
  await until(() => existsSync(project.at("asked-0")));
  expect((await project.cli("runs", "attach", "b")).exitCode).toBe(0);
  await using named = await openWindow(project, ["run-batch", "docs", "--agent", "keeps"]);
  expect(await named.exitCode()).toBe(0);
  expect(named.screen()).not.toContain("Which");
});

test("Ctrl-C is 130, and nothing was done; where nobody can be asked it is 2", async (context) => {
  needsTmux(context);
  await using project = await tempProject(library, { agents });
  await using window = await openWindow(project, ["run-batch"]);
  await window.sees(drawn("Which prompts?"));
  window.press("C-c");
  expect([await window.exitCode(), existsSync(project.at(".scripts"))]).toEqual([130, false]);
  expect(window.screen()).toContain("try: prompts-gpt run-batch <file> <file>");
  await using quiet = await openWindow(project, ["run-batch", "--non-interactive"]);
  expect(await quiet.exitCode()).toBe(2);
  expect(quiet.screen()).toContain("Which prompts? No file was named");
});
