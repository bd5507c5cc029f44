import assert from "node:assert/strict";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { ConfigError } from "../../../src/errors.ts";
import { which } from "../../../src/process/which.ts";
import { type DetectedProvider, detectProviders, type DetectInput } from "../../../src/providers/detect.ts";
import { resolveRunProvider } from "../../../src/providers/resolve.ts";
import { tempFolder } from "../../support/temp-folder.ts";

let home: string;
const at = (path: string): string => join(home, path);
const NO_CONFIG = { providers: {}, customProviders: {} };

function put(path: string, content = "", mode = 0o644): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
  chmodSync(at(path), mode);
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "detect-"));
  const triple = { x64: "x86_64", arm64: "aarch64" }[process.arch as "x64"];
  put("lib/node_modules/@openai/codex/bin/codex.js", "#!/usr/bin/env node", 0o755);
  put(`lib/node_modules/@openai/codex/vendor/${triple}-unknown-linux-musl/bin/codex`, "", 0o755);
  put("lib/node_modules/@github/copilot/npm-loader.js", "#!/usr/bin/env node", 0o755);
  const native = (root: string, system: string) => {
    const folder = `${root}/node_modules/@github/copilot-${system}-${process.arch}`;
    put(`${folder}/package.json`, '{ "exports": { ".": "./copilot" } }');
    put(`${folder}/copilot`, "", 0o755);
  };
  put("both/node_modules/@github/copilot/npm-loader.js", "#!/usr/bin/env node", 0o755);
  for (const [root, system] of [
    ["lib", "linux"],
    ["both", "linux"],
    ["both", "linuxmusl"],
  ] as const)
    native(root, system);
  put("lib/node_modules/@qwen-code/qwen-code/cli-entry.js", "#!/usr/bin/env node", 0o755);
  put("lib/node_modules/@qwen-code/qwen-code/cli.js");
  put("updated/.qwen/updates/npm/active.json", "{}");
  mkdirSync(at("bin"));
  symlinkSync("../lib/node_modules/@github/copilot/npm-loader.js", at("bin/copilot"));
  symlinkSync("../lib/node_modules/@qwen-code/qwen-code/cli-entry.js", at("bin/qwen"));
  mkdirSync(at("both/bin"));
  symlinkSync("../node_modules/@github/copilot/npm-loader.js", at("both/bin/copilot"));
  put("bin/node", "", 0o755);
  symlinkSync("../lib/node_modules/@openai/codex/bin/codex.js", at("bin/codex"));
  put("bin/claude", "#!/bin/sh", 0o755);
  put("bin/notes", "not a program");
  put("loggedin/.codex/auth.json", "{}");
  put("loggedin/.claude/.credentials.json", "{}");
  put("other/.codex/config.toml", 'model_provider = "mine"');
  const settings = (selectedType: string, more = {}) =>
    JSON.stringify({ security: { auth: { selectedType, ...more } } });
  put("loggedin/.gemini/settings.json", `// comments may stand here\n${settings("oauth-personal")}`);
  put("loggedin/.gemini/oauth_creds.json", '{ "refresh_token": "t" }');
  put("loggedin/.qwen/settings.json", settings("openai", { apiKey: "k" }));
  put("loggedin/.copilot/config.json", '// not for people\n{ "loggedInUsers": [{ "login": "me" }] }');
  put("loggedin/.local/share/opencode/auth.json", '{ "anthropic": { "type": "api", "key": "k" } }');
  put("other/.gemini/settings.json", settings("oauth-personal"));
  put("other/.qwen/settings.json", settings("qwen-oauth"));
  put("other/.copilot/config.json", "{}");
  put("other/.local/share/opencode/auth.json", "not JSON");
  put("dotenv/.gemini/.env", "export GEMINI_API_KEY='k'");
  put("dotenv/.qwen/settings.json", settings("openai"));
  put("dotenv/.config/gh/hosts.yml", "github.com: {}");
});
afterAll(() => rmSync(home, { recursive: true }));

const detect = async (id: string, env: Record<string, string>) =>
  (await detectProviders({ env: { PATH: at("bin"), HOME: at("nobody"), ...env }, config: NO_CONFIG })).find(
    (one) => one.id === id,
  );

test("which finds programs on PATH, and only programs", () => {
  const env = { PATH: `${at("nothing")}:${at("bin")}` };
  const found = ["claude", "notes", "nope", at("bin/claude"), at("bin")].map((name) => which(name, env));
  assert.deepEqual(found, [at("bin/claude"), undefined, undefined, at("bin/claude"), undefined]);
});

test.runIf(process.platform === "linux")("codex is started without its launcher", async () => {
  assert.match((await detect("codex", {}))?.file ?? "", /vendor\/.*\/bin\/codex$/);
});

test.runIf(process.platform === "linux")("copilot is started without its launcher", async () => {
  assert.match((await detect("copilot", {}))?.file ?? "", /copilot-linux-\w+\/copilot$/);
});

test("where copilot is there for both C libraries, its launcher decides", async () => {
  assert.equal((await detect("copilot", { PATH: at("both/bin") }))?.file, at("both/bin/copilot"));
});

test("qwen is its script, run by the node of PATH; where it keeps updates, its launcher", async () => {
  const [plain, updated] = [await detect("qwen", {}), await detect("qwen", { HOME: at("updated") })];
  const script = join(realpathSync(at("lib")), "node_modules/@qwen-code/qwen-code/cli.js");
  assert.deepEqual([plain?.file, plain?.args], [at("bin/node"), ["--expose-gc", script]]);
  assert.deepEqual([updated?.file, updated?.args], [at("bin/qwen"), undefined]);
});

test("a command of the user's is taken as it is", async () => {
  const config = { providers: { codex: { command: at("bin/codex") } }, customProviders: {} };
  const found = await detectProviders({ env: { PATH: "" }, config });
  assert.deepEqual([found[0]?.file, found[1]?.installed], [at("bin/codex"), false]);
});

test("another program that is called agent is not taken for Cursor's", async () => {
  put("theirs/agent", "#!/bin/sh", 0o755);
  put("share/cursor-agent/versions/1/cursor-agent", "#!/bin/sh", 0o755);
  mkdirSync(at("cursor"));
  symlinkSync("../share/cursor-agent/versions/1/cursor-agent", at("cursor/agent"));
  const files = await Promise.all(["theirs", "cursor"].map((path) => detect("cursor", { PATH: at(path) })));
  assert.deepEqual(
    files.map((one) => [one?.file, one?.untried]),
    [
      [undefined, true],
      [at("cursor/agent"), true],
    ],
  );
});

describe("whether it is logged in", () => {
  for (const [id, env, expected] of [
    ["codex", {}, "no"],
    ["codex", { CODEX_API_KEY: "k" }, "yes"],
    ["cursor", {}, "unknown"],
    ["cursor", { CURSOR_API_KEY: "k" }, "yes"],
    ["droid", { FACTORY_API_KEY: "k" }, "yes"],
    ["goose", {}, "unknown"],
    ["codex", { OPENAI_API_KEY: "k" }, "no"],
    ["codex", { HOME: "loggedin" }, "yes"],
    ["codex", { HOME: "other" }, "unknown"],
    ["codex", { CODEX_HOME: "loggedin/.codex" }, "yes"],
    ["claude", { ANTHROPIC_API_KEY: "k" }, "yes"],
    ["claude", { CLAUDE_CODE_OAUTH_TOKEN: "k" }, "yes"],
    ["claude", { CLAUDE_CODE_USE_BEDROCK: "1" }, "unknown"],
    ["claude", { HOME: "loggedin" }, "yes"],
    ["claude", { CLAUDE_CONFIG_DIR: "loggedin/.claude" }, "yes"],
    ["gemini", { GEMINI_API_KEY: "k" }, "yes"],
    ["gemini", { GOOGLE_GENAI_USE_VERTEXAI: "true" }, "unknown"],
    ["gemini", {}, "no"],
    ["gemini", { HOME: "loggedin" }, "yes"],
    ["gemini", { HOME: "other" }, "no"],
    ["gemini", { HOME: "other", GEMINI_API_KEY: "k" }, "no"], // its settings count first
    ["gemini", { HOME: "dotenv" }, "yes"],
    ["gemini", { GEMINI_CLI_HOME: "loggedin" }, "yes"],
    ["qwen", {}, "no"],
    ["qwen", { OPENAI_API_KEY: "k", OPENAI_BASE_URL: "u", OPENAI_MODEL: "m" }, "yes"],
    ["qwen", { HOME: "loggedin" }, "yes"],
    ["qwen", { HOME: "other", OPENAI_API_KEY: "k" }, "no"],
    ["qwen", { HOME: "dotenv" }, "unknown"],
    ["qwen", { HOME: "dotenv", OPENAI_API_KEY: "k" }, "yes"],
    ["qwen", { OPENAI_API_KEY: "k" }, "no"],
    ["copilot", { COPILOT_GITHUB_TOKEN: "k" }, "yes"],
    ["copilot", { GITHUB_TOKEN: "k" }, "unknown"],
    ["copilot", {}, "no"],
    ["copilot", { COPILOT_PROVIDER_BASE_URL: "u" }, "yes"],
    ["copilot", { HOME: "loggedin" }, "yes"],
    ["copilot", { HOME: "other" }, "unknown"],
    ["copilot", { HOME: "dotenv" }, "unknown"],
    ["opencode", {}, "unknown"],
    ["opencode", { HOME: "loggedin" }, "yes"],
    ["opencode", { HOME: "other" }, "unknown"],
    ["builtin", {}, "no"],
    ["builtin", { ANTHROPIC_API_KEY: "k" }, "yes"],
    ["builtin", { OPENAI_BASE_URL: "http://127.0.0.1:11434/v1" }, "unknown"],
    ["builtin", { OPENAI_BASE_URL: "http://10.1.2.3/v1", OPENAI_API_KEY: "k" }, "no"],
    ["replay", {}, "yes"],
  ] as const)
    test(`${id} with ${JSON.stringify(env)}: ${expected}`, async () => {
      const absolute = Object.fromEntries(
        Object.entries(env).map(([name, value]) => [name, /HOME|DIR/.test(name) ? at(value) : value]),
      );
      assert.equal((await detect(id, absolute))?.authenticated, expected);
    });
});

describe("which version it is", () => {
  for (const [file, expected] of [
    ["versions/2.1.330", "2.1.330"],
    ["Cellar/claude-code/2.1.330_1/bin/claude", "2.1.330"],
    ["node_modules/@anthropic-ai/claude-code/bin/claude", "2.1.330"],
    ["node_modules/@anthropic-ai/claude-code-linux-x64/claude", "2.1.330"],
    ["plain/claude", null],
  ] as const)
    test(`${file}: ${expected}`, async () => {
      await using folder = await tempFolder({
        "node_modules/@anthropic-ai/claude-code/package.json": '{ "version": "2.1.330" }',
        "node_modules/@anthropic-ai/claude-code-linux-x64/package.json": '{ "version": "2.1.330-linux-x64" }',
        [file]: "#!/bin/sh\necho 9.9.9\n",
        "bin/.keep": "",
      });
      chmodSync(folder.at(file), 0o755);
      symlinkSync(folder.at(file), folder.at("bin/claude"));
      const env = { PATH: folder.at("bin"), HOME: folder.at("home") };
      const [found] = await detectProviders({ env, config: NO_CONFIG, only: "claude" });
      assert.equal(found?.version, expected);
    });

  const SAYS = `#!/bin/sh\necho "$@" >> "$HOME/asked"\nenv > "$HOME/env"\necho "2.1.330 (Claude Code)"\n`;
  async function claudeIn(path: string) {
    const folder = await tempFolder({ [path]: SAYS, "work/.keep": "", "home/.keep": "" });
    chmodSync(folder.at(path), 0o755);
    const env = { PATH: `${dirname(folder.at(path))}:/usr/bin:/bin`, HOME: folder.at("home"), ANTHROPIC_API_KEY: "k" };
    const input = { env, config: NO_CONFIG, only: "claude", versions: { asked: { notIn: [folder.at("work")] } } };
    const asked = () => readFileSync(folder.at("home/asked"), "utf8");
    return { ...folder, input, asked };
  }
  const versionOf = async (input: DetectInput) => (await detectProviders(input))[0]?.version;

  test("where files do not tell, it is asked once, without its key; a run only reads what it said", async () => {
    await using folder = await claudeIn("bin/claude");
    const { versions: _, ...aRun } = folder.input;
    assert.equal(await versionOf(aRun), null);
    for (const input of [folder.input, folder.input, aRun]) assert.equal(await versionOf(input), "2.1.330");
    assert.equal(folder.asked(), "--version\n");
    assert.doesNotMatch(readFileSync(folder.at("home/env"), "utf8"), /ANTHROPIC/);
  });

  test("one of the workspace is not started, nor one that was given arguments, nor one of the configuration's own", async () => {
    await using folder = await claudeIn("work/bin/claude");
    await using other = await claudeIn("bin/claude");
    const command = other.at("bin/claude");
    const mine = { command, args: [], prompt: "stdin", output: "text" } as const;
    const versions = [
      await versionOf(folder.input),
      await versionOf({ ...other.input, config: { ...NO_CONFIG, providers: { claude: { command, args: ["-x"] } } } }),
      await versionOf({ ...other.input, config: { ...NO_CONFIG, customProviders: { mine } }, only: "mine" }),
    ];
    assert.deepEqual(versions, [null, null, null]);
    assert.throws(folder.asked);
    assert.throws(other.asked);
  });
});

describe("the router", () => {
  const one = (id: string, state: Partial<DetectedProvider>): DetectedProvider => ({
    id,
    title: { codex: "Codex", claude: "Claude Code" }[id] ?? id,
    installed: true,
    version: "1.0.0",
    accesses: ["read", "write", "full"],
    authenticated: "yes",
    why: "a key is set",
    install: `install ${id}`,
    login: `login ${id}`,
    ...state,
  });
  const ready = [one("codex", {}), one("claude", {}), one("replay", {})];
  const order = ["codex", "claude"];
  const chosen = (providers: readonly DetectedProvider[], tools?: readonly string[]) =>
    resolveRunProvider("router", providers, order, tools).provider.id;

  test("takes the first in order", () => assert.equal(chosen(ready), "codex"));
  test("takes what the prompt supports first", () => assert.equal(chosen(ready, ["Claude Code", "Codex"]), "claude"));
  test("passes over what is not there", () =>
    assert.equal(chosen([one("codex", { installed: false }), one("claude", {})]), "claude"));
  test("passes over what is not logged in", () =>
    assert.equal(
      chosen([one("codex", { authenticated: "no" }), one("claude", { authenticated: "unknown" })]),
      "claude",
    ));
  test("falls back on the order, and says so", () => {
    const { provider, reason } = resolveRunProvider("router", ready, order, ["Cursor"]);
    assert.deepEqual([provider.id, /nothing that the prompt supports is ready/.test(reason)], ["codex", true]);
  });
  test("never takes replay", () =>
    assert.throws(() => resolveRunProvider("router", [one("replay", {})], ["replay"], ["replay"]), ConfigError));
  test("with nothing ready, says what to type for each", () => {
    const states = [one("codex", { installed: false }), one("claude", { authenticated: "no" })];
    assert.throws(() => chosen(states), {
      fix: /^One of: install codex · login claude · .* --agent builtin --model NAME$/,
    });
  });
  test("passes over what cannot do what the run asks, and says so", () => {
    const unfit = new Map([["codex", "has no access write"]]);
    const { provider, reason } = resolveRunProvider("router", ready, order, [], unfit);
    assert.equal(provider.id, "claude");
    assert.equal(reason, "router: first in providerOrder; a key is set; not Codex: it has no access write");
    assert.throws(
      () => resolveRunProvider("router", ready.slice(0, 1), order, [], unfit),
      /Codex: has no access write/,
    );
  });
  test("a named provider is taken, ready or not", () => {
    assert.equal(resolveRunProvider("claude", [one("claude", { authenticated: "no" })], []).reason, "named");
  });
  test("a named provider that is not installed is refused with its install command", () => {
    assert.throws(() => resolveRunProvider("claude", [one("claude", { installed: false })], []), {
      fix: "install claude",
      exitCode: 2,
    });
  });
  test("an unknown name gets the nearest", () => {
    assert.throws(() => resolveRunProvider("cluade", ready, []), { fix: "Did you mean --provider claude?" });
  });
});
