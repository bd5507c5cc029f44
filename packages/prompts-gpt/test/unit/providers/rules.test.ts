import { describe, expect, test } from "vitest";
import { providerOf } from "../../../src/providers/index.ts";
import type { Invocation, ProviderSettings } from "../../../src/providers/provider.ts";

const HOOK = `env NODE_OPTIONS= '/n o\\de' 'a "b" $c' --hook '/usr/bin/git'`;

function rules(id: string, settings: ProviderSettings = {}, hook: string = HOOK) {
  const base: Invocation = { prompt: "x", access: "write", settings, promptPath: "/p", cwd: "/w" };
  const invocation = hook === "none" ? base : { ...base, hook };
  const provider = providerOf(id);
  return { ...provider.rules?.(invocation), command: provider.command(invocation).args };
}

test.each(["claude", "codex"])("%s: the command has them, in front of what the user adds", (id) => {
  const { args = [], command } = rules(id, { extraArgs: ["--last"] });
  const at = command.indexOf(args[1] ?? "") - 1;
  expect(command.slice(at, at + args.length)).toEqual(args);
  expect(command.indexOf("--last")).toBeGreaterThanOrEqual(at + args.length);
});

test.each(["claude", "codex"])("%s: without a guard there is no hook", (id) => {
  expect(rules(id, {}, "none").command.join(" ")).not.toMatch(/--hook|hooks|--settings/);
});

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
