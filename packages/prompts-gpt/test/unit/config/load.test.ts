import { mkdir, rename, symlink } from "node:fs/promises";
import { expect, test } from "vitest";
import { checkConfig, loadConfig, type LoadConfigInput } from "../../../src/config/load.ts";
import { BUILT_IN_PROVIDERS } from "../../../src/config/provider-names.ts";
import { rejection, tempFolder } from "../../support/temp-folder.ts";

const PROJECT = "repo/.prompts-gpt/config.json";
const LOCAL = "repo/.prompts-gpt/config.local.json";
const USER = "home/.config/prompts-gpt/config.json";

/** A home and a repository; `files` are JSON values by path. */
async function place(files: Readonly<Record<string, unknown>>) {
  const text = Object.entries(files).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const folder = await tempFolder({ "repo/.git/HEAD": "", "home/.keep": "", ...Object.fromEntries(text) });
  const input: LoadConfigInput = {
    cwd: folder.at("repo"),
    env: { HOME: folder.at("home") },
    trusted: async () => false,
    isTracked: async () => false,
  };
  return { ...folder, input, load: (over: Partial<LoadConfigInput> = {}) => loadConfig({ ...input, ...over }) };
}

const CUSTOM = { command: "mine", args: ["-p"], prompt: "stdin", output: "text" };

test("without any file: the defaults", async () => {
  await using folder = await place({});
  const { root, config, origins, untrusted, findings } = await folder.load();
  expect([root, untrusted, findings]).toEqual([folder.at("repo"), [], []]);
  expect(config).toEqual({
    defaultAgent: "router",
    providerOrder: BUILT_IN_PROVIDERS.filter((name) => !["builtin", "replay", "router"].includes(name)),
    providers: {},
    redact: [],
    customProviders: {},
    env: {},
    disallowDestructiveGit: true,
    git: { allow: [] },
    verify: [],
    eval: {},
    worktree: {},
    budget: {},
    rateLimit: { wait: true, maxWaitMinutes: 60, failover: false },
    artifactsDir: ".scripts/runs",
    maxRunDirs: 20,
    timeoutSeconds: 1800,
    idleTimeoutSeconds: 0,
  });
  expect(origins).toEqual(
    Object.fromEntries(
      [
        "defaultAgent",
        "providerOrder",
        "artifactsDir",
        "maxRunDirs",
        "timeoutSeconds",
        "idleTimeoutSeconds",
        "redact",
        "disallowDestructiveGit",
        "git.allow",
        "verify",
        "rateLimit.wait",
        "rateLimit.maxWaitMinutes",
        "rateLimit.failover",
      ].map((key) => [key, { layer: "default", where: "built in" }]),
    ),
  );
});

// Each layer sets what the layers above it also set: so each row shows one that wins.
const LAYERS = {
  [USER]: { model: "user", maxRunDirs: 1, timeoutSeconds: 1, idleTimeoutSeconds: 1, artifactsDir: "user" },
  [PROJECT]: { maxRunDirs: 2, timeoutSeconds: 2, idleTimeoutSeconds: 2, artifactsDir: "project" },
  [LOCAL]: { timeoutSeconds: 3, artifactsDir: "local" },
};
for (const [key, value, layer, where] of [
  ["defaultAgent", "router", "default", "built in"],
  ["model", "user", "user", USER],
  ["maxRunDirs", 2, "project", ".prompts-gpt/config.json"],
  ["timeoutSeconds", 3, "local", ".prompts-gpt/config.local.json"],
  ["artifactsDir", "environment", "environment", "PROMPTS_GPT_ARTIFACTS_DIR"],
] as const)
  test(`${key} comes from ${layer}`, async () => {
    await using folder = await place(LAYERS);
    const env = { HOME: folder.at("home"), PROMPTS_GPT_ARTIFACTS_DIR: "environment" };
    const { config, origins } = await folder.load({ env });
    expect([config[key], origins[key]]).toEqual([value, { layer, where: layer === "user" ? folder.at(where) : where }]);
  });

test("an empty variable of the environment says nothing", async () => {
  await using folder = await place({});
  const env = { HOME: folder.at("home"), PROMPTS_GPT_ARTIFACTS_DIR: "" };
  expect((await folder.load({ env })).config.artifactsDir).toBe(".scripts/runs");
});

test("XDG_CONFIG_HOME moves the user's file; a relative one is not followed", async () => {
  await using folder = await place({ "xdg/prompts-gpt/config.json": { model: "xdg" }, [USER]: { model: "home" } });
  const load = async (xdg: string) =>
    (await folder.load({ env: { HOME: folder.at("home"), XDG_CONFIG_HOME: xdg } })).config.model;
  expect([await load(folder.at("xdg")), await load("xdg"), await load("")]).toEqual(["xdg", "home", "home"]);
});

test("providers and custom providers merge per name and field", async () => {
  await using folder = await place({
    [USER]: { providers: { codex: { command: "/opt/codex", model: "a" } }, customProviders: { mine: CUSTOM } },
    [PROJECT]: { providers: { codex: { model: "b" }, claude: { model: "c" } } },
    [LOCAL]: { customProviders: { mine: { args: ["-x"] } }, defaultAgent: "mine", providerOrder: ["mine", "claude"] },
  });
  const { config, origins } = await folder.load();
  expect(config.providers).toEqual({ codex: { command: "/opt/codex", model: "b" }, claude: { model: "c" } });
  expect(config.customProviders).toEqual({ mine: { ...CUSTOM, args: ["-x"] } });
  const layers = [
    "providers.codex.command",
    "providers.codex.model",
    "customProviders.mine.args",
    "customProviders.mine.command",
  ];
  expect(layers.map((key) => origins[key]?.layer)).toEqual(["user", "project", "local", "user"]);
});

for (const [what, text, message, fix] of [
  [
    "an unknown key",
    '{\n  "timeoutSecond": 3\n}',
    ':2: "timeoutSecond" is not a key we know; known here: $schema, defaultAgent,',
    'Did you mean "timeoutSeconds"?',
  ],
  ["a key that is not built yet", '{ "isolation": {} }', ':1: "isolation" is not a key we know', "Take it out."],
  [
    "an unknown key inside",
    '{ "providers": {\n "codex": { "comand": "x" } } }',
    ':2: "providers.codex.comand" is not a key we know; known here: command, args, model, env.',
    'Did you mean "command"?',
  ],
  ["a name of every object", '{ "constructor": 1 }', ':1: "constructor" is not a key we know', "Take it out."],
  ["__proto__", '{ "__proto__": { "model": "x" } }', ':1: "__proto__" is not a key we know', "Take it out."],
  [
    "a text for a number",
    '{ "maxRunDirs": "20" }',
    ':1: "maxRunDirs" is "20"; allowed: a whole number, 1 or more.',
    "Write a whole number, 1 or more, or leave it out.",
  ],
  [
    "half a number",
    '{ "timeoutSeconds": 1.5 }',
    ':1: "timeoutSeconds" is 1.5; allowed: a whole number, 0 or more.',
    undefined,
  ],
  ["a negative number", '{ "timeoutSeconds": -3 }', ':1: "timeoutSeconds" is -3; allowed:', undefined],
  [
    "a number too large to be one",
    '{ "timeoutSeconds": 1e999 }',
    ':1: "timeoutSeconds" is Infinity; allowed:',
    undefined,
  ],
  ["a wrong word", '{ "access": "all" }', ':1: "access" is "all"; allowed: one of read, write, full.', undefined],
  ["a list of numbers", '{\n"providerOrder": [\n1] }', ':3: "providerOrder.0" is 1; allowed: text.', undefined],
  [
    "a map for a list",
    '{ "providerOrder": {} }',
    ':1: "providerOrder" is an object; allowed: a list of texts.',
    undefined,
  ],
  ["a list for a map", '{ "providers": [] }', ':1: "providers" is a list; allowed: an object.', undefined],
  [
    "null for a provider",
    '{ "providers": { "codex": null } }',
    ':1: "providers.codex" is null; allowed: an object.',
    undefined,
  ],
  [
    "a number in the environment",
    '{ "providers": { "codex": { "env": { "A": 1 } } } }',
    ':1: "providers.codex.env.A" is 1; allowed: text.',
    undefined,
  ],
  [
    "an empty command",
    '{ "verify": [" "] }',
    ':1: "verify.0" is " "; allowed: a list of commands, each as it would be typed.',
    undefined,
  ],
  ["a command that is no list", '{ "verify": "npm test" }', ':1: "verify" is "npm test"; allowed: a list', undefined],
  [
    "a threshold in percent",
    '{ "eval": {\n"passThreshold": 80 } }',
    ':2: "eval.passThreshold" is 80; allowed: a number from 0 to 1.',
    undefined,
  ],
  [
    "no criterion",
    '{ "eval": { "criteria": [] } }',
    ':1: "eval.criteria" is a list; allowed: a list of 1 to',
    undefined,
  ],
  [
    "a judge nobody knows",
    '{ "eval": { "provider": "claud" } }',
    ':1: "eval.provider": there is no provider "claud"',
    'Did you mean "claude"?',
  ],
  [
    "a judge that is a command",
    '{ "eval": { "provider": "acp:evil --now" } }',
    ':1: "eval.provider": there is no provider "acp:evil --now"',
    undefined,
  ],
  ["no object at all", "[]", ":1: The file is a list; allowed: an object.", undefined],
  ["two problems", '{ "a": 1, "model": 2 }', " (and 1 more: prompts-gpt validate)", undefined],
  [
    "a provider nobody knows",
    '{ "defaultAgent": "codx" }',
    ':1: "defaultAgent": there is no provider "codx"; there are codex, claude, cursor,',
    'Did you mean "codex"?',
  ],
  [
    "a router that routes to itself",
    '{ "providerOrder": ["codex",\n"router"] }',
    ':2: "providerOrder.1": there is no provider "router"',
    undefined,
  ],
  [
    "settings for nobody",
    '{ "providers": { "mine": {} } }',
    ':1: "providers.mine": there is no provider "mine"',
    undefined,
  ],
  [
    "a custom provider called codex",
    `{ "customProviders": { "codex": ${JSON.stringify(CUSTOM)} } }`,
    ':1: "codex" is a name of our own',
    undefined,
  ],
  ...["gemini", "cursor", "amp", "droid", "goose", "aider", "acp", "router"].map(
    (name) =>
      [
        `one called ${name}`,
        `{ "customProviders": { "${name}": ${JSON.stringify(CUSTOM)} } }`,
        `:1: "${name}" is a name of our own`,
        undefined,
      ] as const,
  ),
  [
    "one with a capital letter",
    `{ "customProviders": { "Mine": ${JSON.stringify(CUSTOM)} } }`,
    ':1: "Mine" is no name for a provider',
    undefined,
  ],
  [
    "one that is half there",
    '{ "customProviders": {\n"mine": { "command": "x", "prompt": "stdin" } } }',
    ':2: "customProviders.mine" has no args, output.',
    undefined,
  ],
  ["no JSON", '{\n  "model": "x",\n}', ":3: Not valid JSON at column 1: expected a key in double quotes.", undefined],
  ["nothing", "", ":1: Not valid JSON at column 1: expected a value.", undefined],
] as const)
  test(`refused: ${what}`, async () => {
    await using folder = await place({ [PROJECT]: text });
    const error = await rejection(folder.load());
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(message), ...(fix && { fix }) });
    expect(error.message).toMatch(/^\.prompts-gpt\/config\.json:/);
  });

test("a file over 1 MiB and one that is a folder are refused, in any layer", async () => {
  await using folder = await place({ [USER]: `{ "model": "${"x".repeat(1024 ** 2)}" }` });
  expect((await rejection(folder.load())).message).toBe(`${folder.at(USER)}: It is larger than 1 MiB.`);
  await using other = await place({ [`${LOCAL}/x`]: "" });
  expect((await rejection(other.load())).message).toBe(".prompts-gpt/config.local.json: It is no regular file.");
});

for (const [committed, below, applied, warns] of [
  [{ access: "full" }, {}, {}, true],
  [{ access: "write" }, {}, { access: "write" }, false],
  [{ access: "read" }, {}, { access: "read" }, false],
  [{ access: "write" }, { access: "read" }, { access: "read" }, true],
  [{ access: "full" }, { access: "full" }, { access: "full" }, false],
  [{ sandbox: "full-auto" }, {}, {}, true],
  [{ sandbox: "danger-full-access" }, {}, {}, true],
  [{ sandbox: "workspace-read" }, {}, { sandbox: "workspace-read" }, false],
  [{ sandbox: "workspace-write" }, { access: "read" }, { access: "read" }, true],
  [
    { sandbox: "workspace-write" },
    { access: "read", sandbox: "workspace-write" },
    { access: "read", sandbox: "workspace-write" },
    false,
  ],
  [{ permissionMode: "bypassPermissions" }, {}, {}, true],
  [{ permissionMode: "plan" }, {}, { permissionMode: "plan" }, false],
  [{ access: "full" }, { permissionMode: "bypassPermissions" }, { permissionMode: "bypassPermissions" }, true],
  [{ access: "write" }, { sandbox: "workspace-read" }, { sandbox: "workspace-read" }, true],
  [{ access: "read", sandbox: "full-auto" }, { access: "full" }, { access: "read", sandbox: "full-auto" }, false],
] as const)
  test(`committed ${JSON.stringify(committed)} over ${JSON.stringify(below)}: ${warns ? "not applied" : "applied"}`, async () => {
    await using folder = await place({ [PROJECT]: committed, [USER]: below });
    const { config, findings } = await folder.load();
    const { access, sandbox, permissionMode } = config;
    expect(JSON.parse(JSON.stringify({ access, sandbox, permissionMode }))).toEqual(applied);
    expect(findings.map(({ code }) => code)).toEqual(warns ? ["config.widening"] : []);
  });

test("a widening that is not applied says what to type", async () => {
  await using folder = await place({ [PROJECT]: '{\n"access": "full" }' });
  expect((await folder.load()).findings).toEqual([
    {
      severity: "warning",
      code: "config.widening",
      file: ".prompts-gpt/config.json",
      line: 2,
      message:
        '"access": "full" would allow more than write; what comes with a repository may only narrow: not applied.',
      fix: "To allow it for one run: --access full",
    },
  ]);
});

test("one's own config.local.json may widen; one that git tracks may not", async () => {
  await using folder = await place({ [LOCAL]: { access: "full", providers: { codex: { command: "x" } } } });
  const own = await folder.load();
  const tracked = await folder.load({ isTracked: async (path) => path === folder.at(LOCAL) });
  expect([own.config.access, own.config.providers, own.untrusted]).toEqual(["full", { codex: { command: "x" } }, []]);
  expect([tracked.config.access, tracked.config.providers, tracked.untrusted.length]).toEqual([
    undefined,
    { codex: {} },
    1,
  ]);
});

test("a config.local.json behind a link that the repository brought is not one's own", async () => {
  await using folder = await place({ "repo/hidden/config.local.json": { access: "full" } });
  await symlink("hidden", folder.at("repo/.prompts-gpt"));
  const { config, findings } = await folder.load();
  expect([config.access, findings[0]?.code]).toEqual([undefined, "config.widening"]);
});

test("the user's file inside the project counts as committed when git tracks it", async () => {
  await using folder = await place({ "repo/home/prompts-gpt/config.json": { access: "full" } });
  const env = { XDG_CONFIG_HOME: folder.at("repo/home") };
  const [own, tracked] = [await folder.load({ env }), await folder.load({ env, isTracked: async () => true })];
  expect([own.config.access, tracked.config.access]).toEqual(["full", undefined]);
});

const EXECUTING = {
  defaultAgent: "mine",
  providers: { codex: { command: "./evil", args: ["a"], env: { A: "b" }, model: "m" } },
  customProviders: { mine: CUSTOM },
};

test("what would execute is left out until it is accepted", async () => {
  await using folder = await place({ [PROJECT]: EXECUTING });
  const asked: unknown[] = [];
  const refused = await folder.load({ trusted: async (root, items) => (asked.push(root, items), false) });
  expect(asked).toEqual([folder.at("repo"), refused.untrusted]);
  expect(refused.untrusted).toEqual([
    { key: "providers.codex.command", value: "./evil", file: ".prompts-gpt/config.json" },
    { key: "providers.codex.args", value: ["a"], file: ".prompts-gpt/config.json" },
    { key: "providers.codex.env", value: { A: "b" }, file: ".prompts-gpt/config.json" },
    { key: "customProviders.mine", value: CUSTOM, file: ".prompts-gpt/config.json" },
  ]);
  expect([refused.config.providers, refused.config.customProviders]).toEqual([{ codex: { model: "m" } }, {}]);
  expect(Object.keys(refused.origins).filter((key) => key.startsWith("providers."))).toEqual(["providers.codex.model"]);

  const accepted = await folder.load({ trusted: async () => true });
  expect([accepted.untrusted, accepted.config.providers, accepted.config.customProviders]).toEqual([
    [],
    EXECUTING.providers,
    EXECUTING.customProviders,
  ]);
});

test("nothing that executes: nobody is asked", async () => {
  await using folder = await place({ [PROJECT]: { providers: { codex: { model: "m" } } }, [USER]: EXECUTING });
  const { config } = await folder.load({ trusted: () => Promise.reject(new Error("asked")) });
  expect(config.providers["codex"]).toEqual({ ...EXECUTING.providers.codex, model: "m" });
});

test("a custom provider that was named is accepted, and nothing else", async () => {
  await using folder = await place({ [PROJECT]: EXECUTING });
  const { config, untrusted } = await folder.load({ named: ["mine", "codex"] });
  expect([Object.keys(config.customProviders), untrusted.map(({ key }) => key)]).toEqual([
    ["mine"],
    ["providers.codex.command", "providers.codex.args", "providers.codex.env"],
  ]);
});

test("a default agent that names a command is asked for like everything that executes, but for one's own", async () => {
  const values = { defaultAgent: "acp:evil --now" };
  await using folder = await place({ [PROJECT]: values });
  const item = { key: "defaultAgent", value: "acp:evil --now", file: ".prompts-gpt/config.json" };
  const [refused, named, other] = [
    await folder.load(),
    await folder.load({ named: ["acp:evil --now"] }),
    await folder.load({ named: ["acp:evil"] }),
  ];
  expect([refused.untrusted, named.untrusted, other.untrusted]).toEqual([[item], [], [item]]);
  await using own = await place({ [USER]: values });
  expect((await own.load()).untrusted).toEqual([]);
});

test("a default agent whose command cannot be read is an error, with its line", async () => {
  await using folder = await place({ [PROJECT]: { defaultAgent: "acp:a | b" } });
  await expect(folder.load()).rejects.toThrow(/"defaultAgent": .* no shell reads it/);
});

test("one's own half of a custom provider does nothing while the committed half is not accepted", async () => {
  await using folder = await place({
    [PROJECT]: { customProviders: { mine: CUSTOM } },
    [LOCAL]: { customProviders: { mine: { args: [] } } },
  });
  expect((await folder.load()).config.customProviders).toEqual({});
});

for (const [artifactsDir, isRefused] of [
  ["out/runs", false],
  ["./a/../out", false],
  [".", false],
  ["..runs/x", false],
  ["..", true],
  ["../out", true],
  ["a/../../out", true],
  ["/tmp/out", true],
  ["../repo2", true],
  ["link/runs", true],
  [".git/hooks", true],
  ["sub/.GIT/x", true],
] as const)
  test(`committed artifactsDir ${artifactsDir}: ${isRefused ? "refused" : "allowed"}`, async () => {
    await using folder = await place({ [PROJECT]: { artifactsDir }, "outside/x": "" });
    await symlink("../outside", folder.at("repo/link"));
    const loading = folder.load();
    if (!isRefused) return expect((await loading).config.artifactsDir).toBe(artifactsDir);
    return expect(await rejection(loading)).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('"artifactsDir" is'),
    });
  });

test("one's own artifactsDir may be anywhere", async () => {
  await using folder = await place({ [LOCAL]: { artifactsDir: "/elsewhere" } });
  expect((await folder.load()).config.artifactsDir).toBe("/elsewhere");
});

test("checkConfig names every problem of every file and asks nobody", async () => {
  await using folder = await place({ [PROJECT]: '{ "a": 1,\n"model": 2 }', [LOCAL]: "{" });
  const findings = await checkConfig(folder.input);
  expect(findings.map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual([
    ".prompts-gpt/config.json:1 config.unknown-key",
    ".prompts-gpt/config.json:2 config.wrong-type",
    ".prompts-gpt/config.local.json:1 config.syntax",
  ]);
});

test("a name that only a broken file defines is not called unknown", async () => {
  await using folder = await place({
    [PROJECT]: { customProviders: { mine: CUSTOM }, a: 1 },
    [LOCAL]: { defaultAgent: "mine" },
  });
  expect((await checkConfig(folder.input)).map(({ code }) => code)).toEqual(["config.unknown-key"]);
});

test("$schema is for editors: allowed, and no setting", async () => {
  await using folder = await place({ [PROJECT]: { $schema: "./schema.json" } });
  const { config, origins } = await folder.load();
  expect([Object.hasOwn(config, "$schema"), Object.hasOwn(origins, "$schema")]).toEqual([false, false]);
});

test("no provider is found by a name that every object has", async () => {
  await using folder = await place({});
  const { config } = await folder.load();
  expect([config.providers["constructor"], config.customProviders["toString"]]).toEqual([undefined, undefined]);
});

for (const [cwd, marks, root] of [
  ["repo/packages/a/src", [], "repo"],
  ["repo/packages/a/src", ["repo/packages/a/.prompts-gpt"], "repo/packages/a"],
  ["repo/packages/a", ["repo/packages/a/.git"], "repo/packages/a"],
  ["repo/.prompts-gpt", ["repo/.prompts-gpt"], "repo"],
  ["repo/none/yet", [], "repo"],
] as const)
  test(`the root of ${cwd} with ${marks.join() || "nothing but .git"} is ${root}`, async () => {
    await using folder = await place({});
    for (const mark of [cwd, ...marks].filter((one) => !one.includes("none")))
      await mkdir(folder.at(mark), { recursive: true });
    expect((await folder.load({ cwd: folder.at(cwd) })).root).toBe(folder.at(root));
  });

test("a worktree's .git file marks a root; a file called .prompts-gpt does not", async () => {
  await using folder = await place({ "repo/tree/.git": "gitdir: x", "repo/tree/a/.prompts-gpt": "" });
  expect((await folder.load({ cwd: folder.at("repo/tree/a") })).root).toBe(folder.at("repo/tree"));
});

test("outside of every repository the root is where one stands", async () => {
  await using folder = await place({});
  await rename(folder.at("repo/.git"), folder.at("repo/not-git"));
  expect((await folder.load()).root).toBe(folder.at("repo"));
});

const VERIFY = { verify: ["npm test"] };

test("verify commands of the repository run nothing until they are accepted; one's own do", async () => {
  await using folder = await place({ [PROJECT]: VERIFY });
  const item = { key: "verify", value: ["npm test"], file: ".prompts-gpt/config.json" };
  const [refused, accepted] = [await folder.load(), await folder.load({ trusted: async () => true })];
  expect([refused.config.verify, refused.untrusted]).toEqual([[], [item]]);
  expect([accepted.config.verify, accepted.untrusted]).toEqual([["npm test"], []]);
  await using own = await place({ [LOCAL]: VERIFY });
  expect((await own.load()).config.verify).toEqual(["npm test"]);
});

for (const [what, files, verify] of [
  ["a committed file adds to one's own", { [USER]: { verify: ["a"] }, [PROJECT]: { verify: ["b", "a"] } }, ["a", "b"]],
  ["a committed file takes nothing away", { [USER]: { verify: ["a"] }, [PROJECT]: { verify: [] } }, ["a"]],
  ["one's own file has the last word", { [PROJECT]: { verify: ["a"] }, [LOCAL]: { verify: ["b"] } }, ["b"]],
  ["even none", { [PROJECT]: { verify: ["a"] }, [LOCAL]: { verify: [] } }, []],
] as const)
  test(`verify: ${what}`, async () => {
    await using folder = await place(files);
    expect((await folder.load({ trusted: async () => true })).config.verify).toEqual(verify);
  });

test("eval merges field by field; a criterion that looks like a mistake is a warning", async () => {
  await using folder = await place({
    [USER]: { eval: { provider: "claude", passThreshold: 0.9 } },
    [PROJECT]: { eval: { passThreshold: 0.7, criteria: ["securty", "charm"] } },
  });
  const { config, origins, findings } = await folder.load();
  expect(config.eval).toEqual({ provider: "claude", passThreshold: 0.7, criteria: ["securty", "charm"] });
  expect(["provider", "passThreshold"].map((key) => origins[`eval.${key}`]?.layer)).toEqual(["user", "project"]);
  expect(findings.map(({ code, fix, file }) => [code, fix, file])).toEqual([
    ["eval.unknown-criterion", 'Did you mean "security"?', ".prompts-gpt/config.json"],
  ]);
});
