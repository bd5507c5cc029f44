import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { doctor } from "../support/doctor.ts";
import { BIN, type Project, tempProject } from "../support/project.ts";

const TOKEN = "pgpt_0123456789abcdef";
const KEY = "sk-proj-0123456789";
const CHECKS = [
  "remote.non-interactive",
  "remote.token",
  "remote.api-url",
  "remote.provider-auth",
  "remote.guard",
  "remote.artifacts-ignored",
  "remote.credentials-file",
] as const;

interface Machine {
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Written after the checkout, so that git does not track it. */
  readonly later?: Readonly<Record<string, string>>;
  /** Files in the home of its user, by their place there. */
  readonly home?: Readonly<Record<string, string>>;
}

/** A CI machine on which everything is as it should be. */
const good: Machine = {
  files: { ".gitignore": ".scripts/\n", ".prompts-gpt/one.md": "# One\nDo it.\n" },
  env: { CI: "true", PROMPTS_GPT_TOKEN: TOKEN, CODEX_API_KEY: KEY },
};

const without = (name: string) => ({
  ...good,
  env: Object.fromEntries(Object.entries(good.env).filter(([key]) => key !== name)),
});
const withFiles = (files: Machine["files"]) => ({ ...good, files: { ...good.files, ...files } });
const withEnv = (env: Machine["env"]) => ({ ...good, env: { ...good.env, ...env } });
const file = JSON.stringify({ token: TOKEN, apiUrl: "https://prompts.example.com" });
const CREDENTIALS = ".prompts-gpt/.credentials.json";
const executing = `{ "customProviders": { "mine": { "command": "x", "args": [], "prompt": "stdin", "output": "text" } } }`;

const bad: readonly (readonly [name: string, check: (typeof CHECKS)[number], Machine])[] = [
  ["CI is not set", "remote.non-interactive", without("CI")],
  ["CI is off", "remote.non-interactive", withEnv({ CI: "false" })],
  ["something waits to be accepted", "remote.non-interactive", withFiles({ ".prompts-gpt/config.json": executing })],
  ["no token", "remote.token", without("PROMPTS_GPT_TOKEN")],
  ["a token of somebody else's", "remote.token", withEnv({ PROMPTS_GPT_TOKEN: "ghp_0123456789" })],
  ["plain http", "remote.api-url", withEnv({ PROMPTS_GPT_API_URL: "http://prompts.example.com:8080/x" })],
  ["a token in the URL", "remote.api-url", withEnv({ PROMPTS_GPT_API_URL: `http://prompts.example.com/${TOKEN}` })],
  ["a host that looks local", "remote.api-url", withEnv({ PROMPTS_GPT_API_URL: "http://localhost@evil.example" })],
  ["a shell in the URL", "remote.api-url", withEnv({ PROMPTS_GPT_API_URL: "http://a;b&c'd.example" })],
  ["no key", "remote.provider-auth", without("CODEX_API_KEY")],
  [
    "a key that codex does not read",
    "remote.provider-auth",
    {
      ...withFiles({ ".prompts-gpt/config.json": `{ "defaultAgent": "codex" }` }),
      env: { ...without("CODEX_API_KEY").env, OPENAI_API_KEY: KEY },
    },
  ],
  [
    "a key of another agent",
    "remote.provider-auth",
    withFiles({ ".prompts-gpt/config.json": `{ "defaultAgent": "claude" }` }),
  ],
  [
    "the protection is off",
    "remote.guard",
    { ...good, later: { ".prompts-gpt/config.local.json": `{\n  "disallowDestructiveGit": false\n}` } },
  ],
  [
    "a workflow switches it off",
    "remote.guard",
    withFiles({
      ".github/workflows/nightly.yml": "steps:\n  - run: prompts-gpt run a.md --allow-destructive-git\n",
    }),
  ],
  [
    "a file where the state folder should be",
    "remote.guard",
    { ...good, home: { "state/prompts-gpt": "not a folder" } },
  ],
  ["a file where the guard should be", "remote.guard", { ...good, home: { "state/prompts-gpt/guard": "" } }],
  ["no place for a state folder", "remote.guard", withEnv({ XDG_STATE_HOME: "/dev/null" })],
  ["records are not ignored", "remote.artifacts-ignored", withFiles({ ".gitignore": "dist/" })],
  ["a file with a token", "remote.credentials-file", { ...good, later: { [CREDENTIALS]: file } }],
  ["a committed file with a token", "remote.credentials-file", withFiles({ [CREDENTIALS]: file })],
  ["a copy put aside", "remote.credentials-file", { ...good, later: { [`${CREDENTIALS}.old`]: file } }],
];

async function machine({ files, later = {}, home = {} }: Machine): Promise<Project> {
  const project = await tempProject(files, { guard: true });
  for (const [name, content] of Object.entries(later)) await project.write(name, content);
  for (const [name, content] of Object.entries(home)) {
    const file = join(project.env.HOME, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return project;
}

test("a machine that is ready: the seven checks, no finding, exit 0", async () => {
  await using project = await machine(good);
  const { exitCode, found, stdout } = await doctor(project, { env: good.env, flags: ["--remote"] });
  expect([exitCode, found.ok]).toEqual([0, true]);
  expect(found.checks.map(({ id, findings }) => [id, findings])).toEqual(CHECKS.map((id) => [id, []]));
  expect(stdout).not.toMatch(new RegExp(`${TOKEN}|${KEY}`));
});

test("every check has a machine that fails it", () => {
  expect(new Set(bad.map(([, check]) => check))).toEqual(new Set(CHECKS));
});

test.each(bad)("%s: %s fails and no other; what it says to type mends it", async (_name, check, set) => {
  await using project = await machine(set);
  const { exitCode, found, findings, stdout } = await doctor(project, { env: set.env, flags: ["--remote"] });
  expect([exitCode, found.checks.filter((one) => one.findings.length > 0).map(({ id }) => id)]).toEqual([1, [check]]);
  expect(findings.map(({ code, severity }) => [code, severity])).toEqual([[check, "error"]]);
  expect(stdout).not.toMatch(new RegExp(`${TOKEN}|${KEY}|ghp_0123456789`));

  const fix = findings[0]?.fix ?? "";
  if (CREDENTIALS in set.files)
    expect([findings[0]?.message, fix]).toEqual([
      expect.stringMatching(/^git tracks/),
      expect.stringMatching(/ rm -qf /),
    ]);
  const after = typed(project, { set, script: await commandIn(fix, project) });
  expect([after.status, after.codes]).toEqual([0, []]);
});

/** What a person would make of the words: the command in them, with his own secret; or the edit that they ask for. */
async function commandIn(fix: string, project: Project): Promise<string> {
  const config = ".prompts-gpt/config.local.json";
  if (fix.startsWith("Write ")) await project.write(config, `{ ${/"\w+": true/.exec(fix)?.[0]} }`);
  if (fix.startsWith("Take ")) return `sed -i.bak 's/ --allow-destructive-git//' .github/workflows/nightly.yml`;
  if (/^(Write|Take) /.test(fix)) return "true";
  return fix
    .replace(/^Keep .*: (?=export )/, "")
    .replace(/ {3}\(.*\)$/, "")
    .replace("=pgpt_…", `=${TOKEN}`)
    .replace("=…", `=${KEY}`);
}

/** Types it into a shell of that machine, and asks again in the same shell. */
function typed(project: Project, { set, script }: { set: Machine; script: string }) {
  const bin = join(project.env.HOME, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "prompts-gpt"), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 });
  const env = { ...project.env, ...set.env, PATH: `${bin}:${project.env.PATH}` };
  const answer = `${project.env.HOME}/answer`;
  const { status } = spawnSync("sh", ["-ec", `${script}\nprompts-gpt doctor --remote --json > ${answer}`], {
    cwd: project.path,
    env,
    stdio: "ignore",
  });
  const { checks } = JSON.parse(execFileSync("cat", [answer], { encoding: "utf8" })) as {
    checks: { findings: { code: string }[] }[];
  };
  return { status, codes: checks.flatMap(({ findings }) => findings.map(({ code }) => code)) };
}

test("an open, committed file, a token in it alone, and a configuration that does not hold: each told once", async () => {
  await using project = await machine({
    ...without("PROMPTS_GPT_TOKEN"),
    files: { ...good.files, [CREDENTIALS]: file },
  });
  chmodSync(project.at(CREDENTIALS), 0o644);
  await project.write(".prompts-gpt/config.json", "{ no json");
  const { codes } = await doctor(project, { env: without("PROMPTS_GPT_TOKEN").env, flags: ["--remote"] });
  expect(codes).toEqual(["remote.non-interactive", "remote.token", "remote.credentials-file"]);
});

test("servers on this machine may be asked in the clear; replay and agents of one's own need no key", async () => {
  await using project = await machine(good);
  for (const url of ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:80/", "https://x.example/y"]) {
    const env = { ...good.env, PROMPTS_GPT_API_URL: url };
    expect((await doctor(project, { env, flags: ["--remote"] })).codes).toEqual([]);
  }
  await project.write(".prompts-gpt/config.local.json", `{ "defaultAgent": "replay" }`);
  expect((await doctor(project, { env: without("CODEX_API_KEY").env, flags: ["--remote"] })).codes).toEqual([]);
});

test("in words, and without git", async () => {
  await using project = await machine(good);
  const words = await project.start(["doctor", "--remote"], { env: good.env }).ended;
  expect([words.exitCode, words.stdout]).toEqual([0, expect.stringMatching(/remote\.token +in PROMPTS_GPT_TOKEN\n/)]);
  const { exitCode, codes } = await doctor(project, { env: { ...good.env, PATH: "/nowhere" }, flags: ["--remote"] });
  // There is nothing to guard, and nobody can say that records are ignored.
  expect([exitCode, codes]).toEqual([1, ["remote.guard", "remote.artifacts-ignored"]]);
});

test("the guard is tried with nothing that the repository brings", async () => {
  await using project = await machine(
    withFiles({ "bin/git": "#!/bin/sh\ntouch executed\n", "bin/sh": "#!/bin/sh\ntouch executed\n" }),
  );
  for (const name of ["git", "sh"]) chmodSync(project.at(`bin/${name}`), 0o755);
  writeFileSync(project.at(".git/hooks/reference-transaction"), "#!/bin/sh\ntouch executed\n", { mode: 0o755 });
  const env = { ...good.env, PATH: `${project.at("bin")}:${project.env.PATH}` };
  expect((await doctor(project, { env, flags: ["--remote"] })).codes).toEqual([]);
  expect(existsSync(project.at("executed"))).toBe(false);
});
