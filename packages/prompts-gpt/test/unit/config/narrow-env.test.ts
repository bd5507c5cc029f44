import { expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { rejection, tempFolder } from "../../support/temp-folder.ts";

const FILES = {
  user: "home/.config/prompts-gpt/config.json",
  project: "repo/.prompts-gpt/config.json",
  local: "repo/.prompts-gpt/config.local.json",
};
type Lists = Readonly<Partial<Record<"pass" | "block", readonly string[]>>>;

async function load(said: Readonly<Partial<Record<keyof typeof FILES, Lists>>>, tracked = false) {
  const files = Object.entries(said).map(([layer, env]) => [
    FILES[layer as keyof typeof FILES],
    JSON.stringify({ env }),
  ]);
  await using folder = await tempFolder({ "repo/.git/HEAD": "", ...Object.fromEntries(files) });
  return await loadConfig({
    cwd: folder.at("repo"),
    env: { HOME: folder.at("home") },
    trusted: async () => true, // what is accepted is what executes, and this does not
    isTracked: async () => tracked,
  });
}

for (const [what, said, env, notApplied] of [
  ["a committed list is applied where there is none", { project: { pass: ["A", "B*"] } }, { pass: ["A", "B*"] }, []],
  ["a committed key is not", { project: { pass: ["A", "OPENAI_API_KEY"] } }, { pass: ["A"] }, ["OPENAI_API_KEY"]],
  ["nor in other letters", { project: { pass: ["openai_api_key"] } }, { pass: [] }, ["openai_api_key"]],
  [
    "a key that the user passes may be named",
    { user: { pass: ["GEMINI_API_KEY", "A"] }, project: { pass: ["GEMINI_API_KEY"] } },
    { pass: ["GEMINI_API_KEY"] },
    [],
  ],
  [
    "a committed list takes from the user's",
    { user: { pass: ["A", "B_*"] }, project: { pass: ["B_X", "B_*", "PATH"] } },
    { pass: ["B_X", "B_*", "PATH"] },
    [],
  ],
  [
    "and adds nothing to it",
    { user: { pass: ["A", "B_*"] }, project: { pass: ["A", "B*", "C", "*"] } },
    { pass: ["A"] },
    ["B*", "C", "*"],
  ],
  [
    "a local list is the user's own word",
    { project: { pass: ["A"] }, local: { pass: ["OPENAI_API_KEY", "*"] } },
    { pass: ["OPENAI_API_KEY", "*"] },
    [],
  ],
  ["what is blocked adds up", { user: { block: ["A"] }, project: { block: ["B", "A"] } }, { block: ["A", "B"] }, []],
  [
    "an empty committed list unblocks nothing",
    { user: { block: ["A"] }, project: { block: [] } },
    { block: ["A"] },
    [],
  ],
  ["the user unblocks", { project: { block: ["A"] }, local: { block: [] } }, { block: [] }, []],
  [
    "each list alone",
    { user: { block: ["A"], pass: ["B"] }, project: { pass: ["B"] } },
    { block: ["A"], pass: ["B"] },
    [],
  ],
] as const)
  test(what, async () => {
    const { config, findings } = await load(said);
    expect(config.env).toEqual(env);
    expect(
      findings.map(({ code, severity, message }) => [code, severity, /"([^"]+)" would/.exec(message)?.[1]]),
    ).toEqual(notApplied.map((name) => ["config.widening", "warning", name]));
  });

test("a local file that git tracks only narrows", async () => {
  const { config, findings } = await load({ local: { pass: ["OPENAI_API_KEY"] } }, true);
  expect([config.env, findings.length, findings[0]?.line]).toEqual([{ pass: [] }, 1, 1]);
});

test("each list has its origin", async () => {
  const { origins } = await load({ user: { block: ["A"] }, project: { pass: ["A"] } });
  expect([origins["env.block"]?.layer, origins["env.pass"]?.layer]).toEqual(["user", "project"]);
});

for (const name of ["A*B", "**", "$A", "A=1", "", "A B"])
  test(`no name of a variable: ${JSON.stringify(name)}`, async () =>
    expect((await rejection(load({ project: { block: [name] } }))).message).toContain('"env.block.0" is'));
