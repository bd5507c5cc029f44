import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { ConfigError } from "../../../src/errors.ts";
import { checkArguments } from "../../../src/providers/argument-limit.ts";
import { customProvider } from "../../../src/providers/custom.ts";
import { providerOf, PROVIDERS } from "../../../src/providers/index.ts";
import type { CustomProvider, Invocation } from "../../../src/providers/provider.ts";
import { NO_USAGE } from "../../../src/agent/usage.ts";

const INVOCATION: Invocation = {
  prompt: "do it",
  access: "write",
  settings: {},
  promptPath: "/runs/1/prompt.md",
  cwd: "/w",
};
const answerSchema = { schema: { type: "object" }, path: "/runs/1/answer-schema.json" };
const resume = { sessionId: "s-1", usage: NO_USAGE };

const CODEX = ["exec", "--json", "--skip-git-repo-check", "-C", "/w"];
const CONFIG = ["-c", "allow_login_shell=false", "-c", "shell_environment_policy.ignore_default_excludes=false"];

describe("codex", () => {
  const cases: readonly (readonly [string, Partial<Invocation>, readonly string[]])[] = [
    ["write", {}, [...CODEX, "-s", "workspace-write", ...CONFIG, "-"]],
    ["read", { access: "read" }, [...CODEX, "-s", "read-only", ...CONFIG, "-"]],
    ["full", { access: "full" }, [...CODEX, "-s", "danger-full-access", ...CONFIG, "-"]],
    ["its own word", { settings: { mode: "read-only" } }, [...CODEX, "-s", "read-only", ...CONFIG, "-"]],
    [
      "our word",
      { settings: { mode: "full-auto" }, access: "full" },
      [...CODEX, "-s", "danger-full-access", ...CONFIG, "-"],
    ],
    ["a model", { model: "gpt-5.5" }, [...CODEX, "-s", "workspace-write", "-m", "gpt-5.5", ...CONFIG, "-"]],
    [
      "a schema of the answer",
      { answerSchema, resume },
      [...CODEX, "-s", "workspace-write", "--output-schema", answerSchema.path, ...CONFIG, "resume", "s-1", "-"],
    ],
    [
      "resume goes after all flags",
      { resume, settings: { extraArgs: ["-p", "x"] } },
      [...CODEX, "-s", "workspace-write", ...CONFIG, "-p", "x", "resume", "s-1", "-"],
    ],
    [
      "arguments before its own",
      { settings: { command: "npx", args: ["codex"] } },
      ["codex", ...CODEX, "-s", "workspace-write", ...CONFIG, "-"],
    ],
  ];
  for (const [name, change, args] of cases)
    test(name, () => {
      const command = providerOf("codex").command({ ...INVOCATION, ...change });
      assert.deepEqual([command.args, command.stdin], [args, "do it"]);
    });
});

describe("claude", () => {
  const stream = ["--output-format", "stream-json", "--verbose", "--permission-mode"];
  const denied = [
    "--disallowedTools",
    "Read(//**/.prompts-gpt/.credentials.json*)",
    "Edit(//**/.prompts-gpt/.credentials.json*)",
  ];
  const lookOnly = [
    "--tools",
    "Read,Glob,Grep,WebFetch,WebSearch,Task",
    "--disallowedTools",
    "Edit,Write,MultiEdit,NotebookEdit,Bash,PowerShell",
    "--strict-mcp-config",
  ];
  const cases: readonly (readonly [string, Partial<Invocation>, readonly string[]])[] = [
    ["write", {}, ["-p", ...denied, ...stream, "acceptEdits"]],
    ["full", { access: "full" }, ["-p", ...denied, ...stream, "bypassPermissions"]],
    ["read takes the tools away", { access: "read" }, ["-p", ...lookOnly, ...denied, ...stream, "default"]],
    [
      "plan is no less read-only",
      { access: "read", settings: { mode: "plan" } },
      ["-p", ...lookOnly, ...denied, ...stream, "plan"],
    ],
    [
      "a model and a session",
      { model: "opus", resume },
      ["-p", ...denied, ...stream, "acceptEdits", "--model", "opus", "--resume", "s-1"],
    ],
    [
      "a schema of the answer",
      { answerSchema },
      ["-p", ...denied, ...stream, "acceptEdits", "--json-schema", '{"type":"object"}'],
    ],
    [
      "extra arguments come last",
      { settings: { extraArgs: ["--max-turns", "3"] } },
      ["-p", ...denied, ...stream, "acceptEdits", "--max-turns", "3"],
    ],
  ];
  for (const [name, change, args] of cases)
    test(name, () => {
      const command = providerOf("claude").command({ ...INVOCATION, ...change });
      assert.deepEqual([command.file, command.args, command.stdin], ["claude", args, "do it"]);
    });
});

/** Files of the package, by the end of their path. */
function ours(words: readonly string[]): string[] {
  return words.map((word) => word.replace(/^.*\/(?=rules\/)/, ""));
}

describe("gemini", () => {
  const headless = ["-p", "", "-o", "stream-json", "--skip-trust", "--approval-mode"];
  const noServer = ["--allowed-mcp-server-names", INVOCATION.promptPath];
  const policy = ["--admin-policy", "rules/gemini-credentials.toml"];
  const cases: readonly (readonly [string, Partial<Invocation>, readonly string[]])[] = [
    ["write", {}, [...headless, "auto_edit", ...policy]],
    ["read starts no MCP server", { access: "read" }, [...headless, "plan", ...noServer, ...policy]],
    ["full", { access: "full" }, [...headless, "yolo", ...policy]],
    [
      "a model and a session",
      { model: "gemini-2.5-pro", resume },
      [...headless, "auto_edit", ...policy, "-m", "gemini-2.5-pro", "--resume", "s-1"],
    ],
    [
      "arguments before and after its own",
      { settings: { command: "npx", args: ["gemini"], extraArgs: ["-d"] } },
      ["gemini", ...headless, "auto_edit", ...policy, "-d"],
    ],
  ];
  for (const [name, change, args] of cases)
    test(name, () => {
      const command = providerOf("gemini").command({ ...INVOCATION, ...change });
      const expected = [args, "do it", { GEMINI_CLI_NO_RELAUNCH: "true" }];
      assert.deepEqual([ours(command.args), command.stdin, command.env], expected);
    });
});

describe("qwen", () => {
  const stream = ["-o", "stream-json"];
  const excluded = ["run_shell_command", "write_file", "edit", "notebook_edit", "enter_worktree"];
  const lookOnly = ["--approval-mode", "plan", ...excluded.flatMap((tool) => ["--exclude-tools", tool])];
  const file = "(//**/.prompts-gpt/.credentials.json*)";
  const denied = ["--exclude-tools", `Read${file}`, "--exclude-tools", `Edit${file}`];
  const outside = ["!(w)", "!(w)/**", "w?*", "w?*/**"].map((other) => `Edit(///${other})`.replace("///", "//"));
  const noShell = ["--approval-mode", "auto-edit"].concat(
    ["run_shell_command", ...outside].flatMap((tool) => ["--exclude-tools", tool]),
    denied,
  );
  const cases: readonly (readonly [string, Partial<Invocation>, readonly string[]])[] = [
    ["write", {}, [...noShell, ...stream]],
    [
      "read takes the tools away, and starts no MCP server",
      { access: "read" },
      [...lookOnly, "--allowed-mcp-server-names=", ...denied, ...stream],
    ],
    ["full", { access: "full" }, ["--approval-mode", "yolo", ...denied, ...stream]],
    [
      "a model and a session",
      { model: "qwen3-coder", resume },
      [...noShell, ...stream, "-m", "qwen3-coder", "--resume", "s-1"],
    ],
    [
      "extra arguments come last",
      { settings: { extraArgs: ["--auth-type", "openai"] } },
      [...noShell, ...stream, "--auth-type", "openai"],
    ],
  ];
  for (const [name, change, args] of cases)
    test(name, () => {
      const command = providerOf("qwen").command({ ...INVOCATION, ...change });
      const expected = ["qwen", args, "do it", { QWEN_CODE_NO_RELAUNCH: "true" }];
      assert.deepEqual([command.file, command.args, command.stdin, command.env], expected);
    });
});

describe("copilot", () => {
  const headless = [
    "--output-format",
    "json",
    "--stream",
    "off",
    "--no-ask-user",
    "--no-auto-update",
    "--usage-output-file",
    "/runs/1/copilot-usage.json",
  ];
  const denied = ["read", "write"].map((kind) => `--deny-tool=${kind}(.prompts-gpt/.credentials.json)`);
  const shell =
    "bash,read_bash,write_bash,stop_bash,list_bash,powershell,read_powershell,write_powershell,stop_powershell,list_powershell";
  const noShell = ["--allow-tool=write", `--excluded-tools=${shell}`, ...denied];
  const lookOnly = [
    "--deny-tool=write",
    "--deny-tool=shell",
    "--available-tools=view,grep,glob,web_fetch,report_intent",
    "--disable-builtin-mcps",
  ];
  const cases: readonly (readonly [string, Partial<Invocation>, readonly string[]])[] = [
    ["write offers no shell", {}, [...headless, ...noShell]],
    ["read offers tools that look", { access: "read" }, [...headless, ...lookOnly, ...denied]],
    ["full", { access: "full" }, [...headless, "--allow-all", ...denied]],
    [
      "a model and a session",
      { model: "gpt-5.5", resume },
      [...headless, ...noShell, "--model", "gpt-5.5", "--resume=s-1"],
    ],
    [
      "extra arguments come last",
      { settings: { extraArgs: ["--deny-tool=shell(git push)"] } },
      [...headless, ...noShell, "--deny-tool=shell(git push)"],
    ],
  ];
  for (const [name, change, args] of cases)
    test(name, () => {
      const command = providerOf("copilot").command({ ...INVOCATION, ...change });
      const expected = ["copilot", args, "do it", { COPILOT_ALLOW_ALL: "" }];
      assert.deepEqual([command.file, command.args, command.stdin, command.env], expected);
    });
});

describe("opencode", () => {
  const full = ["run", "--format", "json", "--auto", "--dir", "/w"];
  const cases: readonly (readonly [string, Partial<Invocation>, readonly string[]])[] = [
    ["full", {}, full],
    [
      "a model and a session",
      { model: "anthropic/claude-sonnet-4-5", resume },
      [...full, "-m", "anthropic/claude-sonnet-4-5", "-s", "s-1"],
    ],
    ["extra arguments come last", { settings: { extraArgs: ["--title", "t"] } }, [...full, "--title", "t"]],
  ];
  for (const [name, change, args] of cases)
    test(name, () => {
      const command = providerOf("opencode").command({ ...INVOCATION, access: "full", ...change });
      assert.deepEqual([command.file, command.args, command.stdin], ["opencode", args, "do it"]);
      assert.equal(command.env?.["OPENCODE_DISABLE_AUTOUPDATE"], "1");
    });
  for (const access of ["read", "write"] as const)
    test(`${access} is refused`, () => {
      const run = () => providerOf("opencode").command({ ...INVOCATION, access });
      assert.throws(run, { message: `OpenCode cannot express access "${access}"; it can express: full.` });
    });
});

describe("cursor", () => {
  const stream = ["-p", "--output-format", "stream-json", "--trust"];
  const full = [...stream, "--force", "--approve-mcps"];
  for (const [name, change, args] of [
    ["read", {}, [...stream, "--mode", "ask"]],
    ["full", { access: "full" }, full],
    ["no MCP server unasked", { access: "full", settings: { approveMcps: false } }, [...stream, "--force"]],
    ["its cloud agent", { access: "full", settings: { background: true } }, [...full, "--cloud"]],
    [
      "a model, a session and what stands after --",
      { model: "gpt-5", resume, settings: { extraArgs: ["--sandbox", "enabled"] } },
      [...stream, "--mode", "ask", "--model", "gpt-5", "--resume=s-1", "--sandbox", "enabled"],
    ],
  ] satisfies readonly (readonly [string, Partial<Invocation>, readonly string[]])[])
    test(name, () => {
      const command = providerOf("cursor").command({ ...INVOCATION, access: "read", ...change });
      assert.deepEqual([command.file, command.args, command.stdin], ["cursor-agent", args, "do it"]);
    });
  test("write is refused: nothing in between can be told", () => {
    assert.throws(() => providerOf("cursor").command(INVOCATION), /cannot express access "write"; .*: read, full/);
  });
  test("the cloud agent is refused with less than full", () => {
    const run = () => providerOf("cursor").command({ ...INVOCATION, access: "read", settings: { background: true } });
    assert.throws(run, { fix: "Run it with --background --access full" });
  });
});

describe("agents that are data alone", () => {
  const aider = ["--message-file", "/runs/1/prompt.md", "--yes-always", "--no-auto-commits", "--no-dirty-commits"];
  const droid = ["exec", "--output-format", "stream-json"];
  for (const [id, change, begins, stdin] of [
    ["amp", { model: "high" }, ["-x", "--stream-json", "--no-ide", "--no-notifications", "--mode", "high"], "do it"],
    ["droid", { access: "read" }, [...droid, "--only-tools", "Read,LS,Grep,Glob"], "do it"],
    ["droid", { model: "m" }, [...droid, "--skip-permissions-unsafe", "-m", "m"], "do it"],
    ["goose", {}, ["run", "--output-format", "stream-json", "--no-session", "-i", "-"], "do it"],
    ["aider", {}, aider, ""],
  ] satisfies readonly (readonly [string, Partial<Invocation>, readonly string[], string])[])
    test(`${id}: ${begins.join(" ")}`, () => {
      const command = providerOf(id).command({ ...INVOCATION, access: "full", ...change });
      assert.deepEqual([command.file, command.args.slice(0, begins.length), command.stdin], [id, begins, stdin]);
    });
  test("goose may do all without asking, and says so by a variable", () =>
    assert.deepEqual(providerOf("goose").command({ ...INVOCATION, access: "full" }).env, { GOOSE_MODE: "auto" }));
  test("what none of them can keep to is refused", () => {
    const accesses = ["amp", "droid", "goose", "aider"].map((id) => [id, ...providerOf(id).accesses]);
    assert.deepEqual(accesses, [
      ["amp", "full"],
      ["droid", "read", "full"],
      ["goose", "full"],
      ["aider", "full"],
    ]);
    for (const [id = ""] of accesses) assert.throws(() => providerOf(id).command(INVOCATION), ConfigError);
  });
  test("a session is refused by the agent's own name", () =>
    assert.throws(() => providerOf("goose").command({ ...INVOCATION, access: "full", resume }), {
      message: "Goose cannot continue a session.",
    }));
});

describe("builtin", () => {
  const command = (change: Partial<Invocation>) =>
    providerOf("builtin").command({ ...INVOCATION, model: "openai/m", ...change });

  test("what is the run's stands behind what the user adds, so that it counts", () => {
    const settings = { extraArgs: ["--access=full", "--max-turns", "3"] };
    const { file, args, stdin } = command({ access: "read", settings, resume, hook: "ask me" });
    const own = ["--access=read", "--model=openai/m", "--hook=ask me", "--resume=s-1"];
    assert.deepEqual([file, args.slice(1), stdin], [process.execPath, [...settings.extraArgs, ...own], "do it"]);
    assert.match(args[0] ?? "", /dist\/builtin\/agent\.js$/);
  });
  test("it needs a model", () => {
    const run = () => providerOf("builtin").command(INVOCATION);
    assert.throws(run, (error) => error instanceof ConfigError && error.fix.includes("--model openai/"));
  });
});

describe("a mode is refused", () => {
  for (const [provider, mode, access] of [
    ["codex", "full-auto", "write"],
    ["codex", "--full-auto", "full"],
    ["claude", "bypassPermissions", "write"],
    ["claude", "acceptEdits", "read"],
    ["claude", "dontAsk", "write"],
  ] as const)
    test(`${provider}: ${mode} with access ${access}`, () => {
      const run = () => providerOf(provider).command({ ...INVOCATION, access, settings: { mode } });
      assert.throws(run, ConfigError);
    });
});

describe("custom", () => {
  const base: CustomProvider = {
    command: "my-agent",
    args: ["run", "--in", "{cwd}"],
    prompt: "stdin",
    output: "text",
    access: { write: ["--write"] },
  };
  const commandOf = (config: Partial<CustomProvider>, change: Partial<Invocation> = {}) =>
    customProvider("mine", { ...base, ...config }).command({ ...INVOCATION, ...change });

  test("placeholders, access and model are filled in", () => {
    const { file, args, stdin } = commandOf({ modelArgs: ["-m", "{model}"] }, { model: "m1" });
    assert.deepEqual([file, args, stdin], ["my-agent", ["run", "--in", "/w", "--write", "-m", "m1"], "do it"]);
  });
  test("the prompt as a file", () => {
    const { args, stdin } = commandOf({ args: ["--file={promptFile}"], prompt: "file" });
    assert.deepEqual([args, stdin], [["--file=/runs/1/prompt.md", "--write"], ""]);
  });
  test("a prompt is data: placeholders in it stay", () => {
    assert.deepEqual(commandOf({ args: ["{prompt}"], prompt: "argument" }, { prompt: "{model} $& {cwd}" }).args, [
      "{model} $& {cwd}",
      "--write",
    ]);
  });
  test("what cannot be expressed is refused", () => {
    const refused = [
      () => commandOf({}, { access: "full" }),
      () => commandOf({}, { model: "m1" }),
      () => commandOf({}, { resume }),
      () => commandOf({}, { settings: { mode: "plan" } }),
      () => commandOf({ prompt: "file" }),
      () => commandOf({ prompt: "argument" }),
    ];
    for (const run of refused) assert.throws(run, ConfigError);
  });
  test("one that is told nothing about access can only run with full", () => {
    const { access: _, ...unsaid } = base;
    assert.deepEqual(customProvider("mine", unsaid).accesses, ["full"]);
  });
  test("a built-in name is never shadowed", () => assert.equal(providerOf("codex", base).title, "Codex"));
});

describe("a prompt as an argument", () => {
  for (const [platform, file, length, fits] of [
    ["linux", "mine", 131_071, true],
    ["linux", "mine", 131_072, false],
    ["win32", "mine.cmd", 8191 - 13, true],
    ["win32", "mine.cmd", 8191 - 12, false],
    ["win32", "mine", 8191, false],
    ["win32", "mine.EXE", 32_766 - 13, true],
    ["win32", "mine.EXE", 32_766 - 12, false],
    ["darwin", "mine", 400_000, true],
    ["darwin", "mine", 600_000, false],
  ] as const)
    test(`of ${length} bytes is ${fits ? "passed" : "refused"} for ${file} on ${platform}`, () => {
      const run = () => checkArguments("mine", [file, "x".repeat(length)], platform);
      if (fits) assert.doesNotThrow(run);
      else assert.throws(run, /the limit is [\d,]+ (bytes|characters)/);
    });

  test("quotes in it are doubled on Windows", () =>
    assert.throws(() => checkArguments("mine", ["mine.exe", '"'.repeat(20_000)], "win32"), /32,766/));

  for (const { id, accesses } of PROVIDERS.values())
    test(`${id} gets none: its prompt is its standard input, or a file`, () => {
      const prompt = 'Say "hello" to %PATH% & $(id)\n';
      const [access = "read"] = accesses;
      const { args, stdin } = providerOf(id).command({ ...INVOCATION, prompt, access, model: "hello" });
      const isFile = stdin === "" && args.includes(INVOCATION.promptPath);
      assert.deepEqual([stdin, args.some((arg) => arg.includes("%PATH%"))], [isFile ? "" : prompt, false]);
    });
});

test("a provider says whether it enforces a schema, and one that does not is given none", () => {
  for (const { id, enforcesSchema, accesses, command } of PROVIDERS.values()) {
    const [access = "full"] = accesses;
    const model = "openai/some";
    const asked = JSON.stringify(command({ ...INVOCATION, access, model, answerSchema }));
    const usual = JSON.stringify(command({ ...INVOCATION, access, model }));
    assert.equal(asked !== usual, enforcesSchema === true, id);
  }
});
