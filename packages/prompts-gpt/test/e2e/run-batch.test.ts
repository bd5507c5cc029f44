import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunBatchResult } from "../../src/index.ts";
import { type CliResult, scriptAgent, tempProject, until } from "../support/project.ts";

const files = {
  ".prompts-gpt/one.md": "echo one >> done.txt\n",
  ".prompts-gpt/two.md": "exit 3\n",
  ".prompts-gpt/three.md": "echo three >> done.txt\n",
};

function resultOf({ stdout }: CliResult): RunBatchResult {
  return JSON.parse(stdout) as RunBatchResult;
}

describe("several prompts", () => {
  test("one that fails does not stop the others: 1, and each has its result", async () => {
    await using project = await tempProject(files);
    const ended = await project.cli("run-batch", "one", "two", "three", "--agent", "sh", "--json");
    const result = resultOf(ended);
    expect(ended.exitCode).toBe(1);
    expect(result).toMatchObject({ ok: false, succeeded: 2, failed: 1, skipped: 0 });
    expect(result.results.map(({ promptFile, exitCode }) => [promptFile, exitCode])).toEqual([
      [".prompts-gpt/one.md", 0],
      [".prompts-gpt/two.md", 1],
      [".prompts-gpt/three.md", 0],
    ]);
    expect(await readFile(project.at("done.txt"), "utf8")).toBe("one\nthree\n");
    const summary = JSON.parse(await readFile(`${result.runDir}/batch-summary.json`, "utf8")) as RunBatchResult;
    expect(summary).toMatchObject({ batchId: result.batchId, succeeded: 2, failed: 1 });
    expect((await project.cli("runs", "list")).stdout).toContain("(several)");
  });

  test("--stop-on-failure begins no other", async () => {
    await using project = await tempProject(files);
    const args = ["--prompt-files", "one,two,three", "--stop-on-failure", "--agent", "sh", "--json"];
    const result = resultOf(await project.cli("run-batch", ...args));
    expect(result).toMatchObject({ succeeded: 1, failed: 1, skipped: 1 });
    expect(await readFile(project.at("done.txt"), "utf8")).toBe("one\n");
  });

  test("one that is named twice runs once, with a warning", async () => {
    await using project = await tempProject(files);
    const result = resultOf(await project.cli("run-batch", "one", "one", "--agent", "sh", "--json"));
    expect(result.results).toHaveLength(1);
    expect(result.warnings.join()).toContain("named more than once");
  });

  test("--concurrency: beside each other, when they may only read", async () => {
    const waits = (mine: string, other: string) =>
      `touch ${mine}; i=0; while [ ! -e ${other} ]; do sleep 0.05; i=$((i+1)); [ $i -gt 400 ] && exit 9; done; echo ok\n`;
    await using project = await tempProject({
      ".prompts-gpt/a.md": waits("a", "b"),
      ".prompts-gpt/b.md": waits("b", "a"),
    });
    const args = ["a", "b", "--concurrency", "2", "--access", "read", "--agent", "sh", "--json"];
    expect(resultOf(await project.cli("run-batch", ...args))).toMatchObject({ ok: true, succeeded: 2 });
  });
});

describe("a usage limit", () => {
  const limited = (words: string) =>
    scriptAgent(
      `cat > /dev/null; mkdir "$HOME/tried" 2> /dev/null || { echo done; exit 0; }; echo 'rate limit exceeded (429), ${words}' >&2; exit 1`,
    );

  test("is waited for, and the same prompt goes on", async () => {
    await using project = await tempProject(files, { agents: { limited: limited("try again in 1 seconds") } });
    const result = resultOf(await project.cli("run-batch", "one", "three", "--agent", "limited", "--json"));
    expect(result).toMatchObject({ ok: true, succeeded: 2, failed: 0 });
  });

  test("--failover: another agent goes on", async () => {
    const agents = { limited: limited("try again in 3 hours"), other: scriptAgent("cat > /dev/null; echo other") };
    await using project = await tempProject(files, { agents, config: { providerOrder: ["other"] } });
    const args = ["one", "--failover", "--agent", "limited", "--json"];
    const result = resultOf(await project.cli("run-batch", ...args));
    expect(result.results.map(({ ok, provider }) => [ok, provider])).toEqual([[true, "other"]]);
  });
});

describe("which prompts", () => {
  const config = (more: object) => ({
    ...files,
    ".prompts-gpt/config.json": JSON.stringify(more),
    "list.json": '["three.md"]',
  });
  const list = { "list.json": JSON.stringify({ prompts: [{ path: ".prompts-gpt/three.md" }] }) };

  test.each([
    ["named files before --manifest", { batchPromptFiles: ["two"] }, ["one", "--manifest", "list.json"], "one"],
    ["--manifest before the configuration", { batchPromptFiles: ["one"] }, ["--manifest", "list.json"], "three"],
    ["batchPromptFiles before batchManifest", { batchPromptFiles: ["one"], batchManifest: "list.json" }, [], "one"],
    ["batchManifest before what was synced", { batchManifest: "list.json" }, [], "three"],
  ] as const)("%s", async (_, configured, args, ran) => {
    const synced = { ".prompts-gpt/manifest.json": '{"schemaVersion":1,"prompts":[]}' };
    await using project = await tempProject({ ...config(configured), ...list, ...synced });
    const result = resultOf(await project.cli("run-batch", ...args, "--agent", "sh", "--json"));
    expect(result.results.map(({ promptFile }) => promptFile)).toEqual([`.prompts-gpt/${ran}.md`]);
  });

  test("what was synced, when nothing else says so", async () => {
    const entry = { slug: "one", version: 1, path: ".prompts-gpt/one.md", sha256: "0".repeat(64) };
    const manifest = JSON.stringify({ schemaVersion: 1, prompts: [entry] });
    await using project = await tempProject({ ...files, ".prompts-gpt/manifest.json": manifest });
    const result = resultOf(await project.cli("run-batch", "--agent", "sh", "--json"));
    expect(result.results.map(({ promptFile }) => promptFile)).toEqual([".prompts-gpt/one.md"]);
  });

  test.each([
    ['["one.md"]', 4, "lists one.md, and there is no such file"],
    ['["../out.md"]', 4, "lies outside of the project"],
    ['["/etc/passwd"]', 4, "lies outside of the project"],
    ['{"prompts":[{}]}', 4, "entry 1 has no path"],
    ['{"files":[]}', 4, "has no list of prompts"],
    ["not JSON", 4, "is no JSON"],
    ["[]", 2, "lists no prompt"],
  ] as const)("a list %s ends before anything starts: %i", async (text, exitCode, message) => {
    await using project = await tempProject({ ...files, "bad.json": text });
    const ended = await project.cli("run-batch", "--manifest", "bad.json", "--agent", "sh");
    expect(ended.stderr).toContain(message);
    expect(ended.exitCode).toBe(exitCode);
  });

  test("none at all: 2, with what to type", async () => {
    await using project = await tempProject();
    const ended = await project.cli("run-batch", "--agent", "sh");
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining("prompts-gpt run-batch <file>")]);
  });
});

describe("resume", () => {
  test("of a batch that was killed: what had ended is not done again; while one resumes it, another is refused: 5", async () => {
    const waits = scriptAgent(
      'cat > /dev/null; echo x >> "$HOME/done"; [ -e "$HOME/go" ] || { touch "$HOME/begun"; sleep 60; }',
    );
    await using project = await tempProject(files, { agents: { waits } });
    const home = (name: string) => join(project.env.HOME, name);
    const begun = () =>
      stat(home("begun")).then(
        () => true,
        () => false,
      );
    await writeFile(home("go"), "");
    const first = project.start(["run-batch", "one", "two", "three", "--agent", "waits", "--run-id", "b", "--json"]);
    await until(async () => (await readFile(home("done"), "utf8").catch(() => "")).length >= 2);
    await rm(home("go"));
    await until(begun);
    first.child.kill("SIGKILL");
    await first.ended;
    await rm(home("begun"));
    const second = project.start(["runs", "resume", "b", "--json"]);
    await until(begun);
    const refused = await project.cli("runs", "resume", "b");
    expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining("still going on")]);
    second.child.kill("SIGKILL");
    await second.ended;
    await writeFile(home("go"), "");
    const result = resultOf(await project.cli("runs", "resume", "b", "--json"));
    expect(result).toMatchObject({ ok: true, succeeded: 3 });
  });
});

test("--list-models runs nothing", async () => {
  await using project = await tempProject(files);
  const ended = await project.cli("run-batch", "one", "--list-models", "--agent", "replay");
  expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("edit") as string });
  await expect(readFile(project.at("done.txt"))).rejects.toThrow("ENOENT");
});
