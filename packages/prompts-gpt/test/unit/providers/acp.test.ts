import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { agentEnv } from "../../../src/agent/agent-env.ts";
import { NO_USAGE } from "../../../src/agent/usage.ts";
import { ConfigError } from "../../../src/errors.ts";
import { acpWords } from "../../../src/providers/acp-name.ts";
import { customProvider } from "../../../src/providers/custom.ts";
import { detectProviders } from "../../../src/providers/detect.ts";
import { providerOf } from "../../../src/providers/index.ts";
import type { CustomProvider, Invocation } from "../../../src/providers/provider.ts";

const INVOCATION: Invocation = {
  prompt: "do it",
  access: "full",
  settings: {},
  promptPath: "/runs/1/prompt.md",
  cwd: "/w",
};
const resume = { sessionId: "-s 1", usage: NO_USAGE };

describe("a name that is a command line", () => {
  for (const [line, words] of [
    ["gemini --acp", ["gemini", "--acp"]],
    ["  gemini   --acp  ", ["gemini", "--acp"]],
    [`"/opt/my agent/bin" '-x y' --n="a b"`, ["/opt/my agent/bin", "-x y", "--n=a b"]],
    [`node '$HOME' "*" ''`, ["node", "$HOME", "*", ""]],
    [`'C:\\agents\\a.exe' acp`, ["C:\\agents\\a.exe", "acp"]],
  ] as const)
    test(`is split: ${line}`, () => assert.deepEqual(acpWords(`acp:${line}`), words));

  for (const line of [
    "",
    "  ",
    "''",
    "a 'b",
    'a "b',
    "a | b",
    "a; b",
    "a $HOME",
    "a `b`",
    "a *",
    "a \\ b",
    "~/a",
    "a\u0000b",
    "a 'b\nc'",
  ])
    test(`is refused: ${JSON.stringify(line)}`, () => assert.throws(() => acpWords(`acp:${line}`), ConfigError));
});

describe("its command", () => {
  const argsOf = (name: string, change: Partial<Invocation> = {}) => {
    const command = providerOf(name).command({ ...INVOCATION, ...change });
    assert.deepEqual([command.file, command.stdin], [process.execPath, "do it"]);
    assert.match(command.args[0] ?? "", /dist[/\\]acp[/\\]bridge\.js$/);
    return command.args.slice(1);
  };

  for (const [what, name, change, args] of [
    ["any agent", "acp:my-agent -v", {}, ["--access", "full", "--", "my-agent", "-v"]],
    [
      "gemini reads in its plan mode",
      "acp:gemini --acp",
      { access: "read" },
      ["--access", "read", "--mode", "plan", "--reads-itself", "--", "gemini", "--acp"],
    ],
    [
      "gemini writes where it asks before each change",
      "acp:gemini --acp",
      { access: "write", settings: { command: "/opt/gemini.js" } },
      ["--access", "write", "--mode", "default", "--reads-itself", "--", "/opt/gemini.js", "--acp"],
    ],
    [
      "a model and a session",
      "acp:a",
      { model: "-m", resume },
      ["--access", "full", "--model=-m", "--resume=-s 1", "--", "a"],
    ],
    [
      "what was found, and arguments for it",
      "acp:a b",
      { settings: { command: "/bin/a", extraArgs: ["--c"] } },
      ["--access", "full", "--", "/bin/a", "b", "--c"],
    ],
  ] as const)
    test(what, () => assert.deepEqual(argsOf(name, change), args));

  for (const [name, accesses] of [
    ["acp:gemini --acp", ["read", "write", "full"]],
    ["acp:./gemini --acp", ["full"]],
    ["acp:opencode acp", ["full"]],
    ["acp:my-agent", ["full"]],
    ["acp:constructor", ["full"]],
    ["acp:npx gemini --acp", ["full"]],
  ] as const)
    test(`${name} can express ${accesses.join(", ")}`, () => {
      assert.deepEqual(providerOf(name).accesses, accesses);
      if (accesses.length === 1) assert.throws(() => argsOf(name, { access: "write" }), ConfigError);
    });
});

describe("a custom provider that speaks the protocol", () => {
  const base: CustomProvider = {
    command: "my-agent",
    args: ["--acp"],
    prompt: "stdin",
    output: "acp",
    access: { read: ["--look-only"], full: [] },
  };
  const commandOf = (config: Partial<CustomProvider>, change: Partial<Invocation> = {}) =>
    customProvider("mine", { ...base, ...config })
      .command({ ...INVOCATION, ...change })
      .args.slice(1);

  test("is told its access in its own words, its model and session in the protocol's", () => {
    const args = commandOf({}, { access: "read", model: "m", resume });
    assert.deepEqual(args, [
      "--access",
      "read",
      "--model=m",
      "--resume=-s 1",
      "--",
      "my-agent",
      "--acp",
      "--look-only",
    ]);
  });
  test("is told its model once", () => {
    const args = commandOf({ modelArgs: ["-m", "{model}"] }, { model: "m" });
    assert.deepEqual(args, ["--access", "full", "--", "my-agent", "--acp", "-m", "m"]);
  });
  test("takes its prompt from the protocol, and nothing it was not given", () => {
    for (const run of [() => commandOf({ prompt: "argument" }), () => commandOf({}, { access: "write" })])
      assert.throws(run, ConfigError);
  });
  test("has to end with a closing event", () => {
    const { final, output } = customProvider("mine", base);
    assert.deepEqual([final, output], ["required", "jsonl"]);
  });
});

test("it is looked for where it is named, on the command line and as the default agent", async () => {
  const config = { defaultAgent: "acp:node -v", providers: {}, customProviders: {} };
  const env = { PATH: process.env["PATH"] };
  const all = await detectProviders({ env, config });
  const only = await detectProviders({ env, config, only: "acp:no-such-agent" });
  assert.equal(all.find(({ id }) => id === "acp:node -v")?.installed, true);
  assert.deepEqual(
    only.map(({ id, installed }) => [id, installed]),
    [["acp:no-such-agent", false]],
  );
});

test("the agent gets the key of the provider that it is, and no other's", () => {
  const env = { GEMINI_API_KEY: "g", ANTHROPIC_API_KEY: "a" };
  const passed = ["acp:gemini --acp", "acp:./gemini", "acp:my-agent"].map(
    (provider) => agentEnv(env, { provider }).env,
  );
  assert.deepEqual(passed, [{ GEMINI_API_KEY: "g" }, {}, {}]);
});
