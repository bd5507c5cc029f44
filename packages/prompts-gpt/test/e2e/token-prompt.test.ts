import { expect, test } from "vitest";
import { startRegistry, pack, TOKEN } from "../support/registry.ts";
import { tempProject } from "../support/project.ts";
import { needsTmux, openWindow } from "../support/tmux.ts";

test("--token-prompt asks for the token and shows none of it", async (context) => {
  needsTmux(context);
  await using registry = await startRegistry([pack("alpha")]);
  await using project = await tempProject();
  const args = ["pull", "--token-prompt", "--api-url", registry.url];
  await using window = await openWindow(project, args);
  await window.sees(/Token[^]*└$/);
  window.press(TOKEN);
  window.press("Enter");
  expect(await window.exitCode()).toBe(0);
  expect(window.screen()).toContain("created  .prompts-gpt/alpha.md");
  expect(window.screen()).not.toContain(TOKEN.slice(0, 8));
  expect(registry.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${TOKEN}`]);
});
