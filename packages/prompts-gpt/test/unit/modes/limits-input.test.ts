import { expect, test } from "vitest";
import { valueOf } from "../../../src/cli/values.ts";
import { resolveLimits } from "../../../src/modes/limits-input.ts";

const config = {
  budget: { maxCostUsd: 5, maxTokens: 100 },
  rateLimit: { wait: true, maxWaitMinutes: 60, failover: false },
};

for (const [name, input, budget, policy] of [
  ["without flags the configuration counts", {}, config.budget, config.rateLimit],
  [
    "a flag counts more, also when it is wider",
    { maxCostUsd: 50 },
    { maxCostUsd: 50, maxTokens: 100 },
    config.rateLimit,
  ],
  ["a limit that was not there", { maxMinutes: 0.5 }, { ...config.budget, maxMinutes: 0.5 }, config.rateLimit],
  [
    "--max-wait 0 waits for nothing",
    { maxWaitMinutes: 0 },
    config.budget,
    { wait: false, maxWaitMinutes: 0, failover: false },
  ],
  ["--failover", { failover: true }, config.budget, { ...config.rateLimit, failover: true }],
] as const)
  test(name, () => expect(resolveLimits(input, config)).toEqual({ budget, policy }));

test("--max-wait turns on a waiting that the configuration has turned off", () => {
  const rateLimit = { ...config.rateLimit, wait: false };
  expect(resolveLimits({ maxWaitMinutes: 5 }, { ...config, rateLimit }).policy).toEqual({
    ...config.rateLimit,
    maxWaitMinutes: 5,
  });
});

for (const [input, said] of [
  [{ maxCostUsd: 0 }, "--max-cost must be a number of US dollars, more than 0, but is 0."],
  [{ maxCostUsd: NaN }, "--max-cost must be a number of US dollars, more than 0, but is NaN."],
  [{ maxTokens: 1.5 }, "--max-tokens must be a whole number from 1, but is 1.5."],
  [{ maxMinutes: Infinity }, "--max-minutes must be a number of minutes, more than 0, but is Infinity."],
  [{ maxWaitMinutes: -1 }, "--max-wait must be a number of minutes, 0 or more, but is -1."],
] as const)
  test(said, () =>
    expect(() => resolveLimits(input, config)).toThrow(expect.objectContaining({ exitCode: 2, message: said })),
  );

for (const [word, typed, expected] of [
  ["<usd>", "2.50", 2.5],
  ["<usd>", "0", 0],
  ["<minutes>", "90", 90],
  ["<usd>", "$5", undefined],
  ["<usd>", "1e3", undefined],
  ["<minutes>", "-1", undefined],
  ["<minutes>", "", undefined],
  ["<tokens>", "1.5", undefined],
  ["<tokens>", "2000000", 2_000_000],
] as const)
  test(`a flag of ${word}: ${typed}`, () => {
    const flag = { name: "max", type: "number", help: "", on: ["run"], value: word } as const;
    const read = () => valueOf(flag, [{ spelt: "--max", value: typed }]);
    if (expected === undefined) expect(read).toThrow(expect.objectContaining({ exitCode: 2 }));
    else expect(read()).toBe(expected);
  });
