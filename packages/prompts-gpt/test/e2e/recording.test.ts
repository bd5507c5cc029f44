import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { tempProject } from "../support/project.ts";

/** An agent that says what it does, and does it. */
const AGENT = `
say() { printf '%s\\n' "$1"; }
say '{"type":"agent.tool.started","id":"1","tool":{"kind":"edit","changes":[{"path":"new.txt","change":"add"}]}}'
printf 'by the agent\\n' > new.txt
say '{"type":"agent.tool.finished","id":"1","status":"ok"}'
say '{"type":"agent.tool.started","id":"2","tool":{"kind":"shell","command":"echo more >> README.md"}}'
echo more >> README.md
say '{"type":"agent.tool.finished","id":"2","status":"ok","exitCode":0}'
say '{"type":"agent.final","ok":true,"text":"All done."}'
`;

test("what --record wrote is played again as a real process in another repository", async () => {
  await using first = await tempProject();
  const recorded = await first.cli("run", "--agent", "events", "--prompt", AGENT, "--record", "mine.jsonl", "--json");
  expect(JSON.parse(recorded.stdout)).toMatchObject({ ok: true, changedFiles: ["README.md", "new.txt"] });

  await using second = await tempProject({ "mine.jsonl": await readFile(first.at("mine.jsonl")) });
  const replayed = await second.cli("run", "--agent", "replay", "--model", "./mine.jsonl", "--prompt", "x", "--json");
  expect(JSON.parse(replayed.stdout)).toMatchObject({
    ok: true,
    output: "All done.",
    changedFiles: ["README.md", "new.txt"],
  });
  expect(await readFile(second.at("new.txt"), "utf8")).toBe("by the agent\n");

  const again = await first.cli("run", "--agent", "events", "--prompt", AGENT, "--record", "mine.jsonl");
  expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining("overwrites nothing")]);
});

test("with access read a recording changes nothing, and that is a failure", async () => {
  await using project = await tempProject();
  const { stdout } = await project.cli(
    "run",
    "--agent",
    "replay",
    "--model",
    "edit",
    "--access",
    "read",
    "--prompt",
    "x",
    "--json",
  );
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, failure: { kind: "permission-denied" }, changedFiles: [] });
});

test.each([
  ["by the prompt file", "---\ntitle: T\nslug: t\nprovider: replay\nmodel: ./evil.jsonl\n---\nGo.\n"],
  ["by a bare name", "---\ntitle: T\nslug: t\nprovider: replay\nmodel: evil\n---\nGo.\n"],
])("a recording of the repository that is chosen %s is not played", async (_how, prompt) => {
  const evil = '{"schemaVersion":1,"provider":"x","model":null,"createdWith":"x"}\n{"at":0,"shell":"touch played"}\n';
  await using project = await tempProject({ "task.md": prompt, "evil.jsonl": evil, evil });
  const ended = await project.cli("run", "task.md", "--json");
  expect(ended.exitCode).not.toBe(0);
  await expect(readFile(project.at("played"))).rejects.toThrow("ENOENT");
});
