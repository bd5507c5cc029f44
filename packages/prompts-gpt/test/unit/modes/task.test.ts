import { expect, test } from "vitest";
import { resolveRun } from "../../../src/modes/resolve-run.ts";
import { tempProject } from "../../support/project.ts";

test("a task is plain data: it survives JSON unchanged, and names variables without their values", async () => {
  await using project = await tempProject({
    ".prompts-gpt/task.md": "---\ntitle: Task\nslug: task\nvariables:\n  area: {}\n---\nLook at {{area}}.\n",
    ".prompts-gpt/config.local.json": JSON.stringify({
      providers: { replay: { args: ["--title=x"], env: { SECRET_WORD: "hush" } } },
    }),
  });
  const { task, tree, env } = await resolveRun({
    cwd: project.path,
    env: { ...project.env, PROMPTS_GPT_TOKEN: "pgpt_x" },
    promptFile: "task.md",
    provider: "replay",
    vars: { area: "billing" },
    extraArgs: ["--flag"],
    trust: true,
  });
  await tree.close();
  expect(JSON.parse(JSON.stringify(task))).toStrictEqual(task);
  expect(task).toMatchObject({
    prompt: "Look at billing.\n",
    env: ["SECRET_WORD"],
    settings: { extraArgs: ["--flag"], args: ["--title=x"] },
  });
  expect(JSON.stringify(task)).not.toContain("hush");
  expect([env["SECRET_WORD"], env["PROMPTS_GPT_TOKEN"]]).toEqual(["hush", undefined]);
});
