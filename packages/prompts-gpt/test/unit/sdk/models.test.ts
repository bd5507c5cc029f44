import assert from "node:assert/strict";
import { chmodSync, readFileSync, utimesSync } from "node:fs";
import { test } from "vitest";
import { listModels, type ModelList } from "../../../src/sdk/models.ts";
import { running } from "../../support/real-agent.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const CODEX = JSON.stringify({
  models: [
    { slug: "gpt-9", display_name: "GPT 9", visibility: "list" },
    { slug: "hidden", visibility: "hide" },
    { slug: "$(rm -rf)", visibility: "list" },
  ],
});
const COPILOT =
  '  `theme`: x\n    - "dark"\n\n  `model`: which\n    - "claude-9"\n    - "gpt-9"\n\n  `other`: y\n    - "no"\n';

/** A home and a project, with programs that append a line to `<name>.started` and then do what is given. */
async function place(programs: Readonly<Record<string, string>>, folder = "home/bin") {
  const files = Object.entries(programs).map(([name, script]) => [`${folder}/${name}`, script] as const);
  const temp = await tempFolder({ "work/.prompts-gpt/.keep": "", "home/.keep": "" });
  for (const [path, script] of files) {
    const started = temp.at(`${path.split("/").at(-1)}.started`);
    await temp.write(path, `#!/bin/sh\necho "$@" >> '${started}'\n${script}`);
    chmodSync(temp.at(path), 0o755);
  }
  const env = {
    PATH: `${temp.at(folder)}:/usr/bin:/bin`,
    HOME: temp.at("home"),
    CODEX_API_KEY: "key-of-codex",
    ANTHROPIC_API_KEY: "key-of-anthropic",
  };
  const lists = (more: Parameters<typeof listModels>[0] = {}) => listModels({ cwd: temp.at("work"), env, ...more });
  const starts = (name: string) => readFileSync(temp.at(`${name}.started`), "utf8").split("\n").length - 1;
  return { ...temp, env, lists, starts };
}

const idsOf = (list: ModelList | undefined) => list?.models.map(({ id }) => id);

test("each CLI is asked in its own way, and what is no name of a model is left out", async () => {
  await using here = await place({
    codex: `cat <<'E'\n${CODEX}\nE`,
    copilot: `cat <<'E'\n${COPILOT}E`,
    opencode: "printf 'a/one\\nb/two:free\\n'",
    claude: "exit 9",
  });
  const lists = await here.lists();
  const found = Object.fromEntries(lists.map(({ provider, source, models }) => [provider, [source, ...models]]));
  assert.deepEqual(found, {
    codex: ["listed", { id: "gpt-9", title: "GPT 9" }],
    claude: ["known", ...["sonnet", "opus", "haiku", "fable", "opusplan", "sonnet[1m]"].map((id) => ({ id }))],
    copilot: ["listed", { id: "claude-9" }, { id: "gpt-9" }],
    opencode: ["listed", { id: "a/one" }, { id: "b/two:free" }],
    builtin: ["none"],
  });
});

test("it is asked once for each state of the program, and not at all for what was kept", async () => {
  await using here = await place({ opencode: "echo a/one" });
  const kept = () => here.lists({ provider: "opencode", keptOnly: true });
  assert.deepEqual((await kept())[0]?.source, "none");
  for (const _ of [1, 2]) assert.deepEqual(idsOf((await here.lists({ provider: "opencode" }))[0]), ["a/one"]);
  assert.deepEqual([here.starts("opencode"), idsOf((await kept())[0])], [1, ["a/one"]]);
  utimesSync(here.at("home/bin/opencode"), 1, 1); // another version
  assert.deepEqual(
    [(await kept())[0]?.source, idsOf((await here.lists({ provider: "opencode" }))[0])],
    ["none", ["a/one"]],
  );
  assert.equal(here.starts("opencode"), 2);
});

test("a CLI that hangs is ended, with all that it started, and is not waited for again", async () => {
  const seconds = `${1000 + process.pid}.5`;
  await using here = await place({ opencode: `sleep ${seconds} & sleep ${seconds}` });
  const ask = async () => (await here.lists({ provider: "opencode", timeoutSeconds: 1 }))[0];
  const problem = {
    message: "OpenCode has not said which models it has: it was stopped at the total timeout.",
    fix: "opencode models",
  };
  assert.deepEqual([(await ask())?.problem, running(seconds)], [problem, []]);
  assert.deepEqual([(await ask())?.problem, here.starts("opencode")], [problem, 1]);
});

for (const [what, script] of [
  ["words", "echo Welcome to OpenCode"],
  ["an exit code", "echo a/one; exit 3"],
  ["no end", "yes a/one | head -c 9000000"],
] as const)
  test(`${what} instead of a list: it is said, and what to type`, async () => {
    await using here = await place({ opencode: script });
    const [list] = await here.lists({ provider: "opencode" });
    assert.deepEqual([list?.source, list?.models, list?.problem?.fix], ["none", [], "opencode models"]);
  });

test("it gets its own key and no other's, and is started in no project", async () => {
  await using here = await place({ codex: `env > "$HOME/env"; pwd > "$HOME/pwd"; ls > "$HOME/ls"; exit 1` });
  await here.lists({ provider: "codex" });
  const env = readFileSync(here.at("home/env"), "utf8");
  assert.deepEqual([/key-of-codex/.test(env), /key-of-anthropic/.test(env)], [true, false]);
  assert.match(readFileSync(here.at("home/pwd"), "utf8"), /\/asked\/empty\n$/);
  assert.equal(readFileSync(here.at("home/ls"), "utf8"), "");
});

test("a program of the workspace is not started", async () => {
  await using here = await place({ opencode: "echo a/one" }, "work/bin");
  const [list] = await here.lists({ provider: "opencode" });
  assert.match(list?.problem?.message ?? "", /stands in the workspace/);
  assert.throws(() => here.starts("opencode"));
});

test("an unknown provider gets the nearest; one that is not here, how to get it", async () => {
  await using here = await place({});
  await assert.rejects(here.lists({ provider: "codx" }), { fix: "Did you mean --provider codex?" });
  const [list] = await here.lists({ provider: "codex" });
  assert.deepEqual([list?.source, list?.problem?.fix], ["none", "npm install -g @openai/codex"]);
});
