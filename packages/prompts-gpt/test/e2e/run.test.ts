import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runPrompt, type RecordedEvent, type RunPromptInput } from "../../src/index.ts";
import { foldRun, type RunState } from "../../src/runs/fold.ts";
import { readEvents } from "../../src/runs/journal.ts";
import { metaOf, summaryOf } from "../../src/runs/record.ts";
import { eventsIn, tempProject } from "../support/project.ts";

test("a run: result, record, patch, status", async () => {
  await using project = await tempProject();
  const { exitCode, result } = await project.run("echo line >> README.md; echo new > new.txt; echo done");
  expect(exitCode).toBe(0);
  expect(result).toMatchObject({
    ok: true,
    status: "succeeded",
    provider: "sh",
    exitCode: 0,
    output: "done\n",
    changedFiles: ["README.md", "new.txt"],
    leftProcesses: [],
    warnings: [],
  });
  expect(await readFile(result.outputFile, "utf8")).toBe("done\n");
  expect(await readFile(join(result.runDir, "changes.patch"), "utf8")).toContain("+line");
  expect(await project.show(result.runId)).toMatchObject({ status: "succeeded", gitBranch: "main", access: "write" });
});

test("meta.json and summary.md are made from the journal alone, byte for byte", async () => {
  await using project = await tempProject();
  const { result } = await project.run("echo x > x.txt; setsid sleep 60 & sleep 0.1; echo answer; exit 3");
  let state: RunState | undefined;
  for await (const event of readEvents(join(result.runDir, "events.jsonl"))) state = foldRun(state, event);
  if (state === undefined) throw new Error("the journal is empty");
  expect(await readFile(join(result.runDir, "summary.md"), "utf8")).toBe(summaryOf(state));
  expect(await readFile(join(result.runDir, "meta.json"), "utf8")).toBe(`${JSON.stringify(metaOf(state), null, 2)}\n`);
  expect(result.leftProcesses).toMatchObject([{ command: "sleep 60" }]);
});

test("the task is plain data: the journal's copy is what JSON makes of it", async () => {
  await using project = await tempProject();
  const { result } = await project.run("echo hi");
  const text = await readFile(join(result.runDir, "events.jsonl"), "utf8");
  const started = eventsIn(text).find((event) => event.type === "step.started");
  expect(started?.input).toMatchObject({ provider: "sh", access: "write", prompt: { file: "prompt.md", bytes: 7 } });
  expect(JSON.stringify(started?.input)).not.toContain("PATH=");
});

test("the CLI's --events and the SDK give the same events", async () => {
  await using project = await tempProject();
  const script = `echo '{"type":"agent.session","sessionId":"s1"}'; echo '{"type":"agent.text","text":"hi"}'; echo no event; echo '{"type":"agent.final","ok":true,"text":"bye"}'`;
  const cli = await project.cli("run", "--agent", "events", "--prompt", script, "--events", "--run-id", "a");
  const events: RecordedEvent[] = [];
  const input: RunPromptInput = {
    provider: "events",
    prompt: script,
    cwd: project.path,
    env: project.env,
    runId: "b",
    extraArgs: [],
    onEvent: (event) => void events.push(event),
  };
  const result = await runPrompt(input);
  expect(result).toMatchObject({ ok: true, output: "bye", sessionId: "s1" });
  expect(eventsIn(cli.stdout).map(neutral)).toEqual(events.map(neutral));
  expect(eventsIn(cli.stdout).map(({ type }) => type)).toContain("agent.final");
});

/** Without what differs from run to run. */
function neutral(event: RecordedEvent): unknown {
  const differs = /^(pid|processStart|startedAt|endedAt|time|runId)$/;
  return JSON.parse(JSON.stringify(event), (key, value: unknown) => {
    if (differs.test(key)) return "";
    // The second finds the record of the first among the ignored files.
    if (key === "snapshot" && typeof value === "object") return Object.keys(value ?? {});
    return typeof value === "string"
      ? value.replace(/^[ab]\//, "<run>/").replace(/\/runs\/[ab]\b/, "/runs/<run>")
      : value;
  });
}

test("an agent that says it failed and exits with 0 has failed", async () => {
  await using project = await tempProject();
  const script = `echo '{"type":"agent.final","ok":false,"message":"the model is overloaded"}'`;
  const ended = await project.cli("run", "--agent", "events", "--prompt", script, "--json");
  expect(ended.exitCode).toBe(1);
  expect(JSON.parse(ended.stdout)).toMatchObject({ ok: false, status: "failed", failure: { kind: "provider-error" } });
});

test("an agent that ends without its closing event has crashed, whatever its exit code", async () => {
  await using project = await tempProject();
  const ended = await project.cli(
    "run",
    "--agent",
    "events",
    "--prompt",
    `echo '{"type":"agent.text","text":"working"}'`,
    "--json",
  );
  expect(JSON.parse(ended.stdout)).toMatchObject({ ok: false, failure: { kind: "crashed" } });
});

test("long texts are cut in events, with their place in the log", async () => {
  await using project = await tempProject();
  const script = `printf '{"type":"agent.text","text":"%s"}\\n' "$(head -c 100000 /dev/zero | tr '\\0' x)"; echo '{"type":"agent.final","ok":true}'`;
  const ended = await project.cli("run", "--agent", "events", "--prompt", script, "--events");
  const text = eventsIn(ended.stdout).find((event) => event.type === "agent.text");
  if (text?.type !== "agent.text" || text.span === undefined) throw new Error("no place in the log");
  expect(text.text).toHaveLength(64 * 1024);
  const log = await readFile(join(project.path, ".scripts/runs", (await latest(project)) ?? "", "output.log"));
  expect(log.subarray(text.span.offset, text.span.offset + text.span.length).toString()).toContain('"agent.text"');
});

async function latest(project: { cli(...args: string[]): Promise<{ stdout: string }> }): Promise<string | undefined> {
  const { stdout } = await project.cli("runs", "list", "--json");
  return /"runId":\s*"([^"]+)"/.exec(stdout)?.[1];
}

test("a token of ours never reaches the agent", async () => {
  await using project = await tempProject();
  const run = project.start(["run", "--agent", "sh", "--prompt", "env", "--json"], {
    env: { PROMPTS_GPT_TOKEN: "pgpt_secret", OTHER: "kept" },
  });
  const { stdout } = await run.ended;
  expect(stdout).toContain("OTHER=kept");
  expect(stdout).not.toContain("pgpt_secret");
});

test("a prompt from standard input, and a whole one of 5 MB", async () => {
  await using project = await tempProject();
  const prompt = `wc -c <<'END'\n${"x".repeat(5_000_000)}\nEND\n`;
  const { stdout } = await project.start(["run", "-", "--agent", "sh", "--json"], { stdin: prompt }).ended;
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, output: "5000001\n" });
});

test("only the newest runs are kept, and named ones always", async () => {
  await using project = await tempProject({ ".prompts-gpt/config.json": '{ "maxRunDirs": 2 }' });
  await project.run("true", "--run-id", "mine");
  for (let n = 0; n < 4; n++) await project.run("true");
  const { runs } = JSON.parse((await project.cli("runs", "list", "--json")).stdout) as { runs: { runId: string }[] };
  expect(runs.map(({ runId }) => runId.slice(0, 4)).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "agen",
    "agen",
    "mine",
  ]);
});

test("outside git: a warning, and it still runs", async () => {
  await using project = await tempProject({}, { git: false });
  const { exitCode, result } = await project.run("echo hi > hi.txt");
  expect([exitCode, result.changedFiles]).toEqual([0, null]);
  expect(result.warnings.join()).toContain("not a git repository");
});

test("names and words of an agent do not steer the terminal that shows summary.md", async () => {
  await using project = await tempProject();
  const { result } = await project.run(`touch "$(printf 'f\\033[31m\\nx')"; printf '\\033[2Jdone'`);
  const summary = await readFile(result.summaryFile, "utf8");
  expect(summary).not.toContain("\u001b");
  expect(summary.split("\n").filter((line) => line.startsWith("- f"))).toHaveLength(1);
});

test("an artifacts folder of the project stays as it is to git, and the run in it is ignored", async () => {
  await using project = await tempProject({ "src/a.txt": "a\n" });
  await project.run("true", "--artifacts-dir", "src");
  await project.write("src/b.txt", "b\n");
  expect(execFileSync("git", ["status", "--porcelain", "-uall"], { cwd: project.path, encoding: "utf8" })).toBe(
    "?? src/b.txt\n",
  );
});
