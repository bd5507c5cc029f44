import { describe, expect, test } from "vitest";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { providerOf } from "../../../src/providers/index.ts";
import { takenPlace } from "../../../src/providers/taken-place.ts";
import type { Invocation, ProviderSettings } from "../../../src/providers/provider.ts";

const HOOK = `env NODE_OPTIONS= '/n o\\de' 'a "b" $c' --hook '/usr/bin/git'`;

function rules(id: string, settings: ProviderSettings = {}, more: Partial<Invocation> = { hook: HOOK }) {
  const invocation: Invocation = { prompt: "x", access: "full", settings, promptPath: "/p", cwd: "/w", ...more };
  const provider = providerOf(id);
  return { ...provider.rules?.(invocation), command: provider.command(invocation) };
}

test.each(["claude", "codex", "gemini", "qwen", "copilot", "opencode"])(
  "%s: the command has them, in front of what the user adds",
  (id) => {
    const { args = [], env = {}, command: whole } = rules(id, { extraArgs: ["--last"] });
    const command = whole.args;
    expect(whole.env ?? {}).toMatchObject(env);
    const at = args.length === 0 ? 0 : command.indexOf(args[1] ?? "") - 1;
    expect(command.slice(at, at + args.length)).toEqual(args);
    expect(command.indexOf("--last")).toBeGreaterThanOrEqual(at + args.length);
  },
);

test.each(["claude", "codex", "gemini", "qwen", "copilot", "opencode"])(
  "%s: without a guard there is no hook",
  (id) => {
    const { command } = rules(id, {}, {});
    expect(JSON.stringify(command)).not.toMatch(
      /--hook|hooks|--settings|PROMPTS_GPT_HOOK|plugin-dir|gemini-git|DEFAULTS_PATH/,
    );
  },
);

test("claude: settings hold one hook for its shell, and nothing else", () => {
  const { args = [] } = rules("claude");
  expect(JSON.parse(args[args.indexOf("--settings") + 1] ?? "")).toEqual({
    hooks: { PreToolUse: [{ matcher: "Bash", hooks: [{ type: "command", command: HOOK, timeout: 60 }] }] },
  });
});

test("codex: the hook, and that this one alone is trusted", () => {
  const { args = [] } = rules("codex");
  expect(args[1]).toBe(
    `hooks.PreToolUse=[{matcher="^Bash$",hooks=[{type="command",command=${JSON.stringify(HOOK)},timeout=60}]}]`,
  );
  expect(args[3]).toMatch(
    /^hooks\.state=\{"\/<session-flags>\/config\.toml:pre_tool_use:0:0"=\{trusted_hash="sha256:[0-9a-f]{64}"\}\}$/,
  );
  expect(args.join()).not.toContain("bypass");
});

describe("what the user gives himself stays, and the gap is told", () => {
  const cases: readonly (readonly [string, ProviderSettings])[] = [
    ["claude", { extraArgs: ["--settings", "x.json"] }],
    ["claude", { extraArgs: ["--settings={}"] }],
    ["claude", { args: ["--settings", "{}"] }],
    ["codex", { extraArgs: ["-c", "hooks.PreToolUse=[]"] }],
    ["codex", { extraArgs: ["-chooks.state={}"] }],
    ["codex", { extraArgs: ["--config=features.hooks=false"] }],
    ["codex", { args: ["-c", "features.codex_hooks=false"] }],
  ];
  test.each(cases)("%s %o", (id, settings) => {
    const { gap, args = [] } = rules(id, settings);
    expect(gap).toMatch(/not looked at/);
    expect(JSON.stringify(args)).not.toContain("--hook");
  });
  test.each([
    ["claude", { extraArgs: ["--setting-sources", "user"] }],
    ["codex", { extraArgs: ["-c", "model_reasoning_effort=high", "--disable", "plugins"] }],
  ] as const)("%s %o leaves room", (id, settings) => {
    expect(rules(id, settings).gap).toBeUndefined();
  });
});

describe("files of the package", () => {
  const packed = fileURLToPath(new URL("../../../rules/", import.meta.url));
  test("gemini: two policies", () => {
    const { args = [] } = rules("gemini");
    expect(args).toEqual(
      ["gemini-credentials.toml", "gemini-git.toml"].flatMap((name) => ["--admin-policy", packed + name]),
    );
    expect(args.filter((_, at) => at % 2 === 1).every((file) => existsSync(file))).toBe(true);
  });
  test("copilot: a plugin with the hook", () => {
    const { args = [], env } = rules("copilot");
    expect([args.at(-2), args.at(-1), env]).toEqual(["--plugin-dir", `${packed}copilot`, { PROMPTS_GPT_HOOK: HOOK }]);
    expect(asked(join(packed, "copilot/hooks.json"))).toEqual([ASK]);
  });
  test("qwen: settings with the hook", () => {
    const { env } = rules("qwen");
    expect(env).toEqual({ QWEN_CODE_SYSTEM_DEFAULTS_PATH: `${packed}qwen.json`, PROMPTS_GPT_HOOK: HOOK });
    expect(asked(join(packed, "qwen.json"))).toEqual([ASK]);
  });
  test("opencode: the built plugin", () => {
    const content = rules("opencode").env?.["OPENCODE_CONFIG_CONTENT"] ?? "";
    const { plugin } = JSON.parse(content) as { plugin: string[] };
    expect(plugin.map((url) => existsSync(new URL(url)))).toEqual([true]);
  });
});

const ASK = 'eval "$(printenv PROMPTS_GPT_HOOK)"';

/** The commands of all hooks in a file. */
function asked(file: string): unknown[] {
  const commands: unknown[] = [];
  JSON.parse(readFileSync(file, "utf8"), (key, value: unknown) => {
    if (key === "command" && value !== "command") commands.push(value);
    return value;
  });
  return commands;
}

describe("somebody else's place is left alone, and the gap is told", () => {
  test.each([
    ["qwen", "QWEN_CODE_SYSTEM_DEFAULTS_PATH"],
    ["qwen", "/etc/qwen-code/system-defaults.json"],
    ["opencode", "OPENCODE_CONFIG_CONTENT"],
  ])("%s: %s", (id, taken) => {
    const { gap, env, command } = rules(id, {}, { hook: HOOK, taken });
    expect(gap).toContain(taken);
    expect(env).toBeUndefined();
    expect(JSON.stringify(command.env)).not.toMatch(/DEFAULTS_PATH|CONFIG_CONTENT|HOOK/);
  });
  test.each([
    ["qwen", { QWEN_CODE_SYSTEM_SETTINGS_PATH: "/etc/x.json" }, "QWEN_CODE_SYSTEM_SETTINGS_PATH"],
    ["opencode", { OPENCODE_CONFIG_CONTENT: "{}" }, "OPENCODE_CONFIG_CONTENT"],
    ["opencode", { OPENCODE_CONFIG_CONTENT: "", OPENCODE_CONFIG: "x" }, undefined],
    ["claude", { OPENCODE_CONFIG_CONTENT: "{}" }, undefined],
  ])("%s %o", (id, env, expected) => {
    expect(takenPlace(providerOf(id), env)).toBe(expected);
  });
  test("a file that is read without a variable", () => {
    const files = { [process.platform]: fileURLToPath(import.meta.url) };
    expect(takenPlace({ place: { variables: ["X"], files } }, {})).toBe(files[process.platform]);
    expect(
      takenPlace({ place: { variables: ["X"], files: { [process.platform]: "/not/there" } } }, {}),
    ).toBeUndefined();
  });
});
