import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { tempProject } from "../support/project.ts";
import { needsTmux, openWindow } from "../support/tmux.ts";

const text = "I will look at all the tests first, and then go on with a long explanation of what 日本語 is.";
const pieces = ["Now ", "they ", "are ", "read, ", "one ", "after ", "the ", "other, ", "with ", "great ", "care."];
const say = (event: unknown) => `echo '${JSON.stringify(event)}'`;

/** Says one thing after another, each when the test lets it: `touch 1`, `touch 2`. */
const script = [
  say({ type: "agent.text", text }),
  "until [ -e 1 ]; do sleep 0.02; done",
  ...pieces.map((piece) => say({ type: "agent.text", text: piece, delta: true })),
  "until [ -e 2 ]; do sleep 0.02; done",
  say({ type: "agent.tool.started", id: "1", tool: { kind: "shell", command: `npm test -- ${"日本語".repeat(20)}` } }),
  "until [ -e 3 ]; do sleep 0.02; done",
  say({ type: "agent.final", ok: true, text: "Done." }),
].join("\n");

const started = async (columns: number) => {
  const project = await tempProject({ "task.txt": script });
  const window = await openWindow(project, ["run", "--agent", "events", "task.txt"], { columns });
  return {
    project,
    window,
    async [Symbol.asyncDispose]() {
      await window[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
    },
  };
};

for (const columns of [80, 40])
  test(`in ${columns} columns one line tells what goes on, and nothing of it is left at the end`, async (context) => {
    needsTmux(context);
    await using view = await started(columns);
    const { project, window } = view;
    await window.sees(/^\d+s {2}I will look/m);
    await project.write("1", "");
    // What is being said: its end.
    await window.sees(/^\d+s {2}.*with great care\.$/m);
    await project.write("2", "");
    const shown = await window.sees(/^\d+s {2}\$ npm test -- .*…$/m);
    expect(shown.match(/^\d+s {2}/gm)).toHaveLength(1);
    await project.write("3", "");
    expect(await window.exitCode()).toBe(0);
    expect(window.screen()).not.toMatch(/^\d+s {2}/m);
  });

test("a window that becomes narrower has one such line still", async (context) => {
  needsTmux(context);
  await using view = await started(80);
  const { project, window } = view;
  await project.write("1", "");
  await project.write("2", "");
  await window.sees(/^\d+s {2}\$ npm test/m);
  window.resize(40);
  await sleep(1500); // tmux tells the new size late: a line may have been drawn before
  const lines = window.screen().split("\n");
  expect(lines.at(-1)).toMatch(/^\d+s {2}\$ npm test -- .*…$/);
});

test("Ctrl-C leaves no line behind, and the cursor where it was", async (context) => {
  needsTmux(context);
  await using view = await started(80);
  await view.window.sees(/^\d+s {2}I will look/m);
  view.window.press("C-c");
  expect(await view.window.exitCode()).toBe(130);
  expect(view.window.screen()).not.toMatch(/^\d+s {2}/m);
  expect(view.window.isCursorShown()).toBe(true);
});
