import { expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { rejection, tempFolder } from "../../support/temp-folder.ts";

const FILES = {
  user: "home/.config/prompts-gpt/config.json",
  project: "repo/.prompts-gpt/config.json",
  local: "repo/.prompts-gpt/config.local.json",
};

async function load(said: Readonly<Partial<Record<keyof typeof FILES, object>>>, tracked = false) {
  const files = Object.entries(said).map(([layer, values]) => [
    FILES[layer as keyof typeof FILES],
    JSON.stringify(values),
  ]);
  await using folder = await tempFolder({ "repo/.git/HEAD": "", ...Object.fromEntries(files) });
  return await loadConfig({
    cwd: folder.at("repo"),
    env: { HOME: folder.at("home") },
    trusted: async () => true,
    isTracked: async () => tracked,
  });
}

const usual = { wait: true, maxWaitMinutes: 60, failover: false };

for (const [what, said, budget, rateLimit, notApplied] of [
  ["nothing is limited by itself", {}, {}, usual, []],
  ["a committed budget is one", { project: { budget: { maxCostUsd: 5 } } }, { maxCostUsd: 5 }, usual, []],
  [
    "it lowers the user's",
    { user: { budget: { maxCostUsd: 5, maxTokens: 1000 } }, project: { budget: { maxCostUsd: 0.5 } } },
    { maxCostUsd: 0.5, maxTokens: 1000 },
    usual,
    [],
  ],
  [
    "and does not raise it",
    { user: { budget: { maxCostUsd: 5, maxMinutes: 60 } }, project: { budget: { maxCostUsd: 50, maxMinutes: 30 } } },
    { maxCostUsd: 5, maxMinutes: 30 },
    usual,
    ["budget.maxCostUsd"],
  ],
  [
    "a local file is the user's own word",
    { project: { budget: { maxCostUsd: 5 } }, local: { budget: { maxCostUsd: 50 }, rateLimit: { failover: true } } },
    { maxCostUsd: 50 },
    { ...usual, failover: true },
    [],
  ],
  [
    "a repository does not hand the work to another agent, nor wait for longer",
    { project: { rateLimit: { failover: true, maxWaitMinutes: 600, wait: true } } },
    {},
    usual,
    ["rateLimit.maxWaitMinutes", "rateLimit.failover"],
  ],
  [
    "it may wait for less",
    { project: { rateLimit: { wait: false, maxWaitMinutes: 0 } } },
    {},
    { wait: false, maxWaitMinutes: 0, failover: false },
    [],
  ],
  [
    "and do what the user allows",
    {
      user: { rateLimit: { failover: true, maxWaitMinutes: 900 } },
      project: { rateLimit: { failover: true, maxWaitMinutes: 600 } },
    },
    {},
    { wait: true, maxWaitMinutes: 600, failover: true },
    [],
  ],
] as const)
  test(what, async () => {
    const { config, findings } = await load(said);
    expect([config.budget, config.rateLimit]).toEqual([budget, rateLimit]);
    const keys = findings.map(({ message }) => /"([\w.]+)"/.exec(message)?.[1] ?? "");
    expect(keys.toSorted()).toEqual([...notApplied].toSorted());
  });

test("a local file that git tracks came with the repository", async () => {
  const { config, findings } = await load(
    { user: { budget: { maxTokens: 10 } }, local: { budget: { maxTokens: 99 } } },
    true,
  );
  expect([config.budget.maxTokens, findings[0]?.fix]).toEqual([10, expect.stringContaining("config.local.json")]);
});

test("each value says where it is from", async () => {
  const { origins } = await load({
    user: { budget: { maxCostUsd: 5 } },
    project: { budget: { maxCostUsd: 9, maxTokens: 1 } },
  });
  const layers = ["budget.maxCostUsd", "budget.maxTokens", "rateLimit.wait"].map((key) => origins[key]?.layer);
  expect(layers).toEqual(["user", "project", "default"]);
});

for (const [values, said] of [
  [{ budget: { maxCostUsd: 0 } }, /"budget.maxCostUsd" is 0; allowed: a number, more than 0/],
  [{ budget: { maxCostUsd: "5" } }, /"budget.maxCostUsd" is "5"; allowed: a number, more than 0/],
  [{ budget: { maxTokens: 1.5 } }, /"budget.maxTokens" is 1.5; allowed: a whole number, 1 or more/],
  [{ budget: { maxMinutes: -1 } }, /allowed: a number, more than 0/],
  [{ budget: { maxCost: 5 } }, /"budget.maxCost" is not a key we know/],
  [{ rateLimit: { maxWaitMinutes: -1 } }, /allowed: a number, 0 or more/],
  [{ rateLimit: { wait: "yes" } }, /allowed: true or false/],
  [{ rateLimit: true }, /"rateLimit" is true; allowed: an object/],
] as const)
  test(`${JSON.stringify(values)} does not hold`, async () => {
    expect(await rejection(load({ local: values }))).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(said),
    });
  });
