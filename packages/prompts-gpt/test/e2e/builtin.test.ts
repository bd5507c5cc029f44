import { describe, expect, test } from "vitest";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Turn } from "../support/fake-model.mjs";
import { type Api, builtinAgent, KEYS } from "../support/builtin-agent.ts";
import { leaksBelow } from "../support/leaks.ts";

const DONE: Turn = { text: "FINAL" };
const call = (name: string, args: Readonly<Record<string, unknown>>): Turn => ({ call: { name, args } });
const forEver = (turn: Turn): Turn[] => [{ ...turn, times: 0 }];

type Sdk = typeof import("../../src/index.ts");

describe.each<Api>(["openai", "anthropic"])("%s", (api) => {
  test("says a text, reads, searches, writes and edits; tokens of all turns are summed", async () => {
    await using agent = await builtinAgent(
      api,
      [
        {
          reasoning: "Two places.",
          text: "I look.",
          calls: [call("read", { path: "a.txt" }), call("search", { pattern: "t.o", glob: "*.txt" })],
          usage: { input: 100, cached: 0, output: 10 },
        },
        { write: { path: "new/b.txt", content: "b\n" }, usage: { input: 100, output: 10 } },
        { ...call("edit", { path: "{cwd}/a.txt", old_string: "two", new_string: "2 $&" }), usage: { output: 10 } },
        { text: "All is done.", chunk: 3, usage: { input: 100, output: 10 } },
      ],
      { files: { "a.txt": "one\ntwo\n" } },
    );
    const run = await agent.run();
    expect(run).toMatchObject({ cliExit: 0, output: "All is done.", changedFiles: ["a.txt", "new/b.txt"], denied: 0 });
    expect(run.tokenUsage).toMatchObject({ inputTokens: 400, outputTokens: 40, totalTokens: 440 });
    expect(readFileSync(agent.project.at("a.txt"), "utf8")).toBe("one\n2 $&\n");
    const events = agent.events(run.runDir);
    expect(events).toContainEqual(expect.objectContaining({ type: "agent.reasoning", text: "Two places." }));
    expect(events.filter((event) => event.type === "agent.text").map((event) => event.text)).toEqual(
      expect.arrayContaining(["I look.", "All"]),
    );
    // Both at once: the second begins before the first has ended.
    const tools = events.filter(({ type }) => type.startsWith("agent.tool")).map(({ type }) => type);
    expect(tools.slice(0, 2)).toEqual(["agent.tool.started", "agent.tool.started"]);
    expect(agent.told(1)).toContain("a.txt:2: two");
    expect(agent.told(1)).toContain("Two places."); // what it thought goes back to it
  });

  test("cached and reasoning tokens are counted", async () => {
    await using agent = await builtinAgent(api, [{ text: "x", usage: { input: 100, cached: 40, reasoning: 7 } }]);
    const { tokenUsage } = await agent.run();
    // Anthropic counts cached tokens beside the others and tells nothing of thinking.
    const expected = api === "openai" ? [100, 40, 7] : [140, 40, 0];
    const { inputTokens, cachedInputTokens, reasoningTokens } = tokenUsage;
    expect([inputTokens, cachedInputTokens, reasoningTokens]).toEqual(expected);
  });

  test("runs shell commands with full access, without the keys; long output loses its middle", async () => {
    await using agent = await builtinAgent(
      api,
      [
        { shell: "env; echo made > made.txt; exit 3" },
        { shell: "echo FIRST; yes wwwwwwwwwwwwwwwwwwwwwww | head -c 300000; echo LAST" },
        DONE,
      ],
      { env: { GEMINI_API_KEY: "gemini-0123456789abcdef" } },
    );
    const run = await agent.run("--access", "full");
    expect(run).toMatchObject({ cliExit: 0, output: "FINAL", changedFiles: ["made.txt"] });
    const [, second, third] = agent.model.main().map(({ body }) => JSON.stringify(body));
    expect(second).toContain("Failed with exit code 3");
    for (const key of [KEYS[api], "gemini-0123456789abcdef"]) expect(second).not.toContain(key);
    expect(third).toMatch(/FIRST.*characters left out.*LAST/);
    expect(third?.length).toBeLessThan(60_000);
  });

  test("denied with read: writing and the shell; with write: the shell, and what leads out of the workspace", async () => {
    await using read = await builtinAgent(api, [
      { calls: [call("write", { path: "b.txt", content: "no" }), call("shell", { command: "touch b.txt" })] },
      DONE,
    ]);
    expect(await read.run("--access", "read")).toMatchObject({
      cliExit: 1,
      denied: 2,
      failure: { kind: "permission-denied" },
      changedFiles: [],
    });
    expect(read.model.main()[0]?.tools).toEqual(["read", "search"]);

    await using write = await builtinAgent(api, [
      {
        calls: [
          call("shell", { command: "touch b.txt" }),
          call("write", { path: "../out.txt", content: "no" }),
          call("write", { path: "out/out.txt", content: "no" }),
          call("edit", { path: "/etc/hosts", old_string: "a", new_string: "b" }),
          call("read", { path: "out/secret.txt" }),
          call("search", { pattern: "hush", path: "out" }),
          call("write", { path: ".git/hooks/pre-commit", content: "no" }),
          call("read", { path: ".prompts-gpt/.credentials.json" }),
          call("write", { path: ".prompts-gpt/.credentials.json", content: "no" }),
          call("search", { pattern: "hush" }),
        ],
      },
      DONE,
    ]);
    const outside = join(write.project.env.HOME, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "secret.txt"), "hush\n");
    symlinkSync(outside, write.project.at("out"));
    mkdirSync(write.project.at(".prompts-gpt"));
    writeFileSync(write.project.at(".prompts-gpt/.credentials.json"), "hush\n");
    const run = await write.run();
    expect(run).toMatchObject({ cliExit: 1, denied: 9, changedFiles: [] });
    expect(readdirSync(outside)).toEqual(["secret.txt"]);
    expect(write.told(1)).not.toContain("hush\\n");
    expect(write.told(1)).toContain("[nothing found]");
  });

  test("a secret in pieces is in nothing that the run writes, and its key neither", async () => {
    const secret = "canary-5f2c9a77d1e84b06";
    await using agent = await builtinAgent(
      api,
      [
        { text: `First ${secret}.`, chunk: 4, ...call("shell", { command: "echo $MY_TOKEN" }) },
        { reasoning: secret, text: `It is ${secret}, really.`, chunk: 5 },
      ],
      { env: { MY_TOKEN: secret } },
    );
    const run = await agent.run("--access", "full");
    expect(run.output).toBe("It is [redacted:MY_TOKEN], really.");
    expect(leaksBelow(run.runDir, [secret, KEYS[api]])).toEqual([]);
  });

  for (const [status, message, kind] of [
    [401, "bad key", "not-authenticated"],
    [403, "not for you", "not-authenticated"],
    [404, "The model `nope` does not exist", "model-unknown"],
    [429, "slow down", "rate-limited"],
    [400, "prompt is too long: 300000 tokens", "context-too-long"],
    [500, "boom", "provider-error"],
  ] as const)
    test(`HTTP ${status}: ${kind}`, async () => {
      await using agent = await builtinAgent(api, forEver({ status, message }));
      const run = await agent.run("--", "--retries", "1");
      expect([run.cliExit, run.failure?.kind]).toEqual([1, kind]);
      const isTriedAgain = status === 429 || status === 500;
      expect(agent.model.main().length).toBe(isTriedAgain ? 2 : 1);
    });

  test("tries again after what passes: a limit with its time, a stream that is cut or tells of an error", async () => {
    await using agent = await builtinAgent(api, [
      { text: "half of a sentence", chunk: 4, dropAfter: 4, eventDelayMs: 20 },
      { sseError: "Overloaded" },
      { status: 429, message: "slow down", headers: { "retry-after": "1" } },
      DONE,
    ]);
    const run = await agent.run();
    expect(run).toMatchObject({ cliExit: 0, output: "FINAL" });
    const retries = agent.events(run.runDir).flatMap((event) => (event.type === "agent.retry" ? [event.message] : []));
    expect(retries).toEqual([
      expect.stringMatching(/stream closed before the end/),
      expect.stringMatching(/Overloaded/),
      expect.stringMatching(/HTTP 429: slow down.*once more in 1\.0 s/),
    ]);
  });

  test("a limit of a minute and more is not waited for; the failure says when it ends", async () => {
    await using agent = await builtinAgent(api, forEver({ status: 429, headers: { "retry-after": "3600" } }));
    const { failure } = await agent.run();
    expect([failure?.kind, agent.model.main().length]).toEqual(["rate-limited", 1]);
    const wait = Date.parse(failure?.resetAt ?? "") - Date.now();
    expect(wait).toBeGreaterThan(3_500_000);
  });

  test("what a model gets wrong is told to it: unknown tools, wrong arguments, texts that are not there", async () => {
    await using agent = await builtinAgent(
      api,
      [
        {
          calls: [
            call("fly", {}),
            call("read", { file: "a.txt" }),
            call("edit", { path: "a.txt", old_string: "o", new_string: "0" }),
            call("edit", { path: "a.txt", old_string: "nowhere", new_string: "0" }),
            call("search", { pattern: "(" }),
            call("read", { path: "b.bin" }),
          ],
        },
        DONE,
      ],
      { files: { "a.txt": "foo\n", "b.bin": "\0\u0001" } },
    );
    const run = await agent.run();
    expect(run).toMatchObject({ cliExit: 0, changedFiles: [], denied: 0 });
    for (const words of ["no tool fly", "path", "stands there 2 times", "does not stand", "Invalid regular", "binary"])
      expect(agent.told(1)).toContain(words);
  });

  test("goes on in its session, and counts only what is new", async () => {
    await using agent = await builtinAgent(api, [{ text: "one" }, { text: "two" }]);
    const { runPrompt } = (await import(new URL("../../dist/sdk/index.js", import.meta.url).href)) as Sdk;
    const input = { provider: "builtin", model: `${api}/fake-model`, cwd: agent.project.path, env: agent.env };
    const first = await runPrompt({ ...input, prompt: "First." });
    const { sessionId, tokenUsage: usage } = first;
    if (sessionId === null) throw new Error("no session");
    const second = await runPrompt({ ...input, prompt: "Second.", resume: { sessionId, usage } });
    expect([second.output, second.sessionId, second.tokenUsage.inputTokens]).toEqual(["two", sessionId, 100]);
    expect(agent.told(1)).toMatch(/First\..*one.*Second\./s);
    const file = join(agent.project.env.XDG_STATE_HOME, `prompts-gpt/builtin/sessions/${sessionId}.json`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
