import { expect, test } from "vitest";
import { agentEnv, type EnvRules } from "../../../src/agent/agent-env.ts";

const TOKEN = "pgpt_0123456789abcdef";
const KEYS = { OPENAI_API_KEY: "o", CODEX_API_KEY: "c", ANTHROPIC_API_KEY: "a", GEMINI_API_KEY: "g" };

function names(env: Readonly<Record<string, string>>, rules: Partial<EnvRules> = {}): string[] {
  return Object.keys(agentEnv(env, { provider: "sh", ...rules }).env);
}

for (const [what, name, value] of [
  ["under its name", "PROMPTS_GPT_TOKEN", TOKEN],
  ["under its name, and no token of ours at all", "PROMPTS_GPT_TOKEN", "anything"],
  ["under its name as Windows may spell it", "Prompts_Gpt_Token", TOKEN],
  ["under another name", "REGISTRY_KEY", TOKEN],
  ["with a blank before it", "A", ` ${TOKEN}`],
  ["in a header", "A", `Authorization: Bearer ${TOKEN}`],
  ["in JSON", "A", JSON.stringify({ token: TOKEN })],
  ["in a URL", "A", `https://${TOKEN}@example.org/`],
  ["in a query", "A", `https://example.org/?token=${TOKEN}`],
  ["in several lines", "A", `one\n${TOKEN}\n`],
  ["after a dot", "A", `foo.${TOKEN}`],
  ["after a slash", "A", `a/${TOKEN}`],
  ["after a dot, and short", "A", "foo.pgpt_zzz"],
  ["after a slash, and short", "A", "a/pgpt_zzz"],
  ["after a slash, and nothing else", "A", `/${TOKEN}`],
  ["as a piece of a URL", "A", `https://example.org/v1/${TOKEN}/x`],
  ["in a word", "A", `x_${TOKEN}`],
  ["after a dash", "A", `x-${TOKEN}`],
  ["on PATH, and no folder", "PATH", `/bin:${TOKEN}`],
  ["behind a folder that is named like one", "A", `/opt/pgpt_tools/bin ${TOKEN}`],
] as const)
  test(`our token never reaches an agent: ${what}`, () => {
    const rules = { pass: ["*", name], needs: [name] };
    expect(names({ [name]: value, B: "" }, rules)).toEqual(["B"]);
    expect(agentEnv({ [name]: value }, { provider: "sh" }).withheld).toEqual([{ name, why: "token" }]);
    expect(names({ B: "" }, { added: { [name]: value } })).toEqual(["B"]);
  });

test("what PROMPTS_GPT_TOKEN holds is found in other variables whatever it looks like", () => {
  const env = { PROMPTS_GPT_TOKEN: "no-prefix-at-all", COPY: "x=no-prefix-at-all", B: "prefix" };
  expect(names(env)).toEqual(["B"]);
  expect(names({ PROMPTS_GPT_TOKEN: "a", B: "banana" })).toEqual(["B"]); // too short to be looked for
});

for (const [what, form] of [
  ["base64", Buffer.from(TOKEN).toString("base64")],
  ["base64, in something", Buffer.from(`ab: ${TOKEN}!`).toString("base64")],
  ["base64url", Buffer.from(`>?${TOKEN}`).toString("base64url")],
  ["base64 in lines", Buffer.from(TOKEN).toString("base64").replaceAll(/.{8}/g, "$&\n")],
  ["hex", Buffer.from(TOKEN).toString("hex")],
  ["hex in capitals", Buffer.from(TOKEN).toString("hex").toUpperCase()],
] as const)
  test(`what PROMPTS_GPT_TOKEN holds is found as ${what}`, () =>
    expect(names({ PROMPTS_GPT_TOKEN: TOKEN, COPY: `x ${form}`, B: "" })).toEqual(["B"]));

for (const [name, value] of [
  ["VIRTUAL_ENV", "/home/ada/pgpt_experiments-renamed"],
  ["PWD", "/home/ada/pgpt_experiments-renamed/src"],
  ["XDG_DATA_DIRS", "/usr/share:/opt/pgpt_experiments-renamed/share"],
  ["NODE_OPTIONS", "--require=/opt/pgpt_tools/hook.js --no-warnings"],
  ["SOME_SETTING", String.raw`C:\Users\ada\pgpt_tools`],
  ["INIT_CWD", "../pgpt_tools"],
] as const)
  test(`a folder and no token: ${name}=${value}`, () => expect(names({ [name]: value })).toEqual([name]));

for (const value of [
  "/opt/pgpt_tools/bin:/bin",
  "/home/ada/x.pgpt_dir",
  String.raw`C:\pgpt_x`,
  "xpgpt_y",
  "pgpt_",
  "pgpt",
])
  test(`no token: ${value}`, () => expect(names({ PATH: value })).toEqual(["PATH"]));

for (const [provider, own] of [
  ["codex", ["OPENAI_API_KEY", "CODEX_API_KEY"]],
  ["claude", ["ANTHROPIC_API_KEY"]],
  ["builtin", ["OPENAI_API_KEY", "ANTHROPIC_API_KEY"]],
  ["replay", []],
  ["sh", []],
  ["constructor", []],
] as const)
  test(`${provider} gets its own keys and no other's`, () =>
    expect(names({ ...KEYS, OTHER_KEY: "x" }, { provider })).toEqual([...own, "OTHER_KEY"]));

for (const [what, rules, expected] of [
  ["named in env.pass in full", { pass: ["OPENAI_API_KEY"] }, ["OPENAI_API_KEY"]],
  ["the rest stays with *", { pass: ["*", "OPENAI_API_KEY"] }, ["A", "OPENAI_API_KEY"]],
  ["a pattern does not name a key", { pass: ["OPENAI_*", "*"] }, ["A"]],
  ["what a custom provider needs", { needs: ["OPENAI_API_KEY"] }, ["A", "OPENAI_API_KEY"]],
  ["what a custom provider needs beside env.pass", { needs: ["A"], pass: [] }, ["A"]],
  ["env.block is stronger than all", { needs: ["A"], pass: ["A"], block: ["a*"], added: { A: "1" } }, []],
  ["what configuration adds", { added: { OPENAI_API_KEY: "x" }, pass: [] }, ["OPENAI_API_KEY"]],
] as const)
  test(`${what}`, () => expect(names({ A: "1", ...KEYS }, rules)).toEqual(expected));

test("env.pass: only these, what every program needs, and what the provider is set up by", () => {
  const env = { PATH: "/bin", HOME: "/h", LC_ALL: "C", XDG_STATE_HOME: "/s", CODEX_HOME: "/c", CODEX_API_KEY: "k" };
  const secrets = { AWS_SECRET_ACCESS_KEY: "s", GITHUB_TOKEN: "g", CLAUDE_CONFIG_DIR: "/d", HOMER: "no" };
  expect(names({ ...env, ...secrets, NODE_ENV: "test" }, { provider: "codex", pass: ["NODE_*"] })).toEqual([
    ...Object.keys(env),
    "NODE_ENV",
  ]);
});

test("the mark of supervision goes on, whatever is blocked: else the runs around this one would lose its processes", () =>
  expect(names({ PROMPTS_GPT_RUN: ";/w/pgpt_x#a;", A: "" }, { block: ["*"], pass: [] })).toEqual(["PROMPTS_GPT_RUN"]));

test("what is withheld is named with its reason and without its value", () => {
  const env = { A: "1", B: "2", OPENAI_API_KEY: "hush", PROMPTS_GPT_TOKEN: TOKEN };
  const { withheld } = agentEnv(env, { provider: "claude", pass: [], block: ["b"] });
  expect(withheld).toEqual([
    { name: "A", why: "env.pass" },
    { name: "B", why: "env.block" },
    { name: "OPENAI_API_KEY", why: "key" },
    { name: "PROMPTS_GPT_TOKEN", why: "token" },
  ]);
});
