import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { UsageReport } from "../../src/index.ts";
import { tempProject } from "../support/project.ts";
import { usageEvent } from "../support/usage-event.ts";

const script = (line: string) => `cat <<'E'\n${line}\n{"type":"agent.final","ok":true}\nE\n`;

test("runs usage adds up what runs have used", async () => {
  await using project = await tempProject({
    ".prompts-gpt/a.md": script(usageEvent(1000, 0.5)),
    ".prompts-gpt/b.md": script(usageEvent(3000)),
  });
  for (const name of ["a", "a", "b"])
    await project.cli("run", `.prompts-gpt/${name}.md`, "--agent", "events", "--access", "full");
  await project.cli("run", "--prompt", "hi", "--agent", "replay");

  const json = await project.cli("runs", "usage", "--by", "prompt", "--since", "1h", "--json");
  const { groups, total, by } = JSON.parse(json.stdout) as UsageReport;
  expect([by, total.runs, total.usd]).toEqual(["prompt", 4, 1]);
  expect(groups.map(({ name, runs, usd, unknownTokens }) => [name, runs, usd, unknownTokens]).slice(0, 2)).toEqual([
    [".prompts-gpt/b.md", 1, 0, 3000],
    [".prompts-gpt/a.md", 2, 1, 0],
  ]);
  const { stdout } = await project.cli("runs", "usage");
  expect(stdout).toMatch(/^PROVIDER +RUNS .*\nevents +3 +5\.0k +0 +\$1\.00 +- +- +3\.0k\nreplay +1 /);
  expect((await project.cli("runs", "usage", "--since", "2999-01-01")).stdout).toMatch(
    /^No runs since 2999-01-01T|^No runs since 2998/,
  );
});

test("a time that is none, or another grouping, ends with what to type", async () => {
  await using project = await tempProject();
  const wrong = await project.cli("runs", "usage", "--since", "yesterday");
  expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining("prompts-gpt runs usage --since 7d")]);
  expect((await project.cli("runs", "usage", "--by", "colour")).exitCode).toBe(2);
});

test("how a run was paid for stands in its record", async () => {
  await using project = await tempProject();
  const { stdout } = await project.cli("run", "--prompt", "hi", "--agent", "replay", "--json");
  const { runDir } = JSON.parse(stdout) as { runDir: string };
  expect(JSON.parse(readFileSync(`${runDir}/meta.json`, "utf8"))).toMatchObject({
    provider: "replay",
    paidBy: "nothing",
  });
});
