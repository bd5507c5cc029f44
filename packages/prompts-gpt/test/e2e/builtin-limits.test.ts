import { expect, test } from "vitest";
import { readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { startFakeModel, type Turn } from "../support/fake-model.mjs";
import { builtinAgent } from "../support/builtin-agent.ts";
import { until } from "../support/project.ts";
import { running } from "../support/real-agent.ts";

const DONE: Turn = { text: "FINAL" };
const call = (name: string, args: Readonly<Record<string, unknown>>): Turn => ({ call: { name, args } });
const forEver = (turn: Turn): Turn[] => [{ ...turn, times: 0 }];

test("arguments that are no JSON are told to the model", async () => {
  await using agent = await builtinAgent("openai", [{ calls: [{ call: BROKEN }] }, DONE]);
  expect(await agent.run()).toMatchObject({ cliExit: 0, output: "FINAL" });
  expect(agent.told(1)).toContain("no JSON object");
});
const BROKEN = { name: "read", args: {}, input: '{"path": "a' };

for (const [flag, kind] of [
  ["--timeout", "timed-out"],
  ["--idle-timeout", "hung"],
] as const)
  test(`a service that hangs is ended by ${flag}`, async () => {
    await using agent = await builtinAgent("openai", forEver({ hang: true }));
    const run = await agent.run(flag, "2");
    expect([run.cliExit, run.failure?.kind]).toEqual([1, kind]);
  });

test("Ctrl-C stops it and what it runs; a command has its own limit", async () => {
  const [first, word] = ["5", "6"].map((end) => `--sleep-interval=${1000 + process.pid}.${end}`) as [string, string];
  await using agent = await builtinAgent("openai", [
    call("shell", { command: `echo begun; tail ${first} -f /dev/null`, timeout_seconds: 1 }),
    { shell: `tail ${word} -f /dev/null` },
    DONE,
  ]);
  const { child, ended } = agent.start(["--prompt", "Wait.", "--access", "full"]);
  await until(() => agent.model.main().length === 2 && running(word).length > 0);
  expect(agent.told(1)).toMatch(/begun.*ended after 1 seconds/);
  expect(running(first)).toEqual([]);
  child.kill("SIGINT");
  expect([(await ended).exitCode, running(word)]).toEqual([130, []]);
});

test("it ends after so many turns, and says how to allow more", async () => {
  await using agent = await builtinAgent("openai", forEver(call("read", { path: "." })));
  const run = await agent.run("--", "--max-turns", "3");
  expect([run.cliExit, agent.model.main().length]).toEqual([1, 3]);
  expect(run.failure?.message).toContain("not done after 3 turns; allow more with: -- --max-turns 6");
});

test("old outputs make room when the history grows long, and when the model has less room than thought", async () => {
  const line = `${"x".repeat(99)}\n`;
  const turns = Array.from({ length: 12 }, () => call("read", { path: "long.txt" }));
  await using agent = await builtinAgent(
    "openai",
    [...turns, { status: 400, message: "maximum context length is 9 tokens" }, DONE],
    { files: { "long.txt": line.repeat(2000) } },
  );
  const run = await agent.run();
  expect(run).toMatchObject({ cliExit: 0, output: "FINAL" });
  const sizes = agent.model.main().map(({ body }) => JSON.stringify(body).length);
  expect(Math.max(...sizes)).toBeLessThan(500_000);
  expect(sizes.at(-1)).toBeLessThan((sizes.at(-2) ?? 0) / 1.5); // the same question, with less before it
  const notices = agent.events(run.runDir).filter(({ type }) => type === "agent.notice");
  expect(notices.length).toBe(2);
});

/** The four commands of the security page, by name and by path. */
const REFUSED = ["git stash", "git reset --hard", "git checkout --force", "git clean -fd"].flatMap((command) => [
  command,
  `/usr/bin/${command}`,
]);

test("destructive git is refused before it runs, by name and by path, and the model is told what to do", async () => {
  await using agent = await builtinAgent("anthropic", [...REFUSED.map((shell) => ({ shell })), DONE], { guard: true });
  writeFileSync(agent.project.at("README.md"), "changed by the user\n");
  writeFileSync(agent.project.at("new.txt"), "new\n");
  const run = await agent.run("--access", "full");
  expect(readFileSync(agent.project.at("README.md"), "utf8")).toBe("changed by the user\n");
  expect(statSync(agent.project.at("new.txt")).isFile()).toBe(true);
  const refused = agent.events(run.runDir).filter(({ type }) => type === "guard.refused");
  expect(refused.length).toBe(REFUSED.length);
  expect(run.denied).toBe(REFUSED.length / 2); // by path: before it was run; by name the shim refuses
  expect(agent.told()).toMatch(/prompts-gpt refused: git stash.*instead: /s);
});

test("the project's notes for agents are read, and not through a link out of it", async () => {
  await using agent = await builtinAgent("openai", [DONE, DONE], {
    files: { "AGENTS.md": "Use tabs in Makefiles.\n" },
  });
  await agent.run("--access", "read");
  expect(agent.told()).toContain("Use tabs in Makefiles.");
  rmSync(agent.project.at("AGENTS.md"));
  symlinkSync("/etc/passwd", agent.project.at("AGENTS.md"));
  await agent.run("--access", "read");
  expect(agent.model.main().length).toBe(2);
  expect(agent.told(1)).not.toContain("root:");
});

const NOWHERE = "http://127.0.0.1:9/v1";
for (const [what, env, model, words] of [
  ["nothing", {}, "gpt-5.5", /neither OPENAI_API_KEY nor ANTHROPIC_API_KEY is set/],
  [
    "another service",
    { OPENAI_BASE_URL: NOWHERE },
    "anthropic/x",
    /ANTHROPIC_API_KEY is not set.*openai\/anthropic\/x/,
  ],
  [
    "a server in the clear",
    { OPENAI_BASE_URL: "http://10.1.2.3/v1" },
    "x",
    /PROMPTS_GPT_BUILTIN_HTTP_HOSTS=10\.1\.2\.3/,
  ],
] as const)
  test(`with ${what} set up it says what to type`, async () => {
    await using agent = await builtinAgent("openai", [], {});
    const args = ["run", "--agent", "builtin", "--model", model, "--prompt", "x", "--json"];
    const { stdout } = await agent.project.start(args, { env }).ended;
    const { failure } = JSON.parse(stdout) as { failure: { kind: string; message: string; fix: string } };
    expect(failure.kind).toBe("not-authenticated");
    expect(failure.message).toMatch(words);
    expect(failure.fix).toContain("export OPENAI_API_KEY");
  });

test("a redirect is not followed: the key goes to the server that was named", async () => {
  await using other = await startFakeModel({ script: [DONE] });
  const headers = { location: `${other.url}/v1/chat/completions` };
  await using agent = await builtinAgent("openai", forEver({ status: 307, headers }));
  const run = await agent.run();
  expect([run.cliExit, agent.model.main().length, other.requests.length]).toEqual([1, 1, 0]);
  expect(run.failure?.message).toContain("HTTP 307");
});

test("a server that is not there is asked again, and then named", async () => {
  await using agent = await builtinAgent("openai", [], { env: { OPENAI_BASE_URL: NOWHERE } });
  const run = await agent.run("--", "--retries", "1");
  expect(run.failure?.kind).toBe("provider-error");
  expect(run.failure?.message).toContain("ECONNREFUSED 127.0.0.1:9");
});

test("without a model nothing is started", async () => {
  await using agent = await builtinAgent("openai", []);
  const { exitCode, stderr } = await agent.project.cli("run", "--agent", "builtin", "--prompt", "x");
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/needs to be told its model.*--model openai/s)]);
});
