import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import { NO_USAGE } from "../../../src/agent/usage.ts";
import type { Cost } from "../../../src/prices/cost.ts";
import { costGap } from "../../../src/prices/cost.ts";
import { type Budget, budgetProblem, describeOver } from "../../../src/runs/budget.ts";
import { createLedger, type LedgerEntry } from "../../../src/runs/ledger.ts";

const reported = (usd: number): Cost => ({ kind: "reported", usd });
const unknown: Cost = { kind: "unknown", why: "no price is known for x of codex" };
const entry = (key: string, tokens: number, cost: Cost = reported(0)): LedgerEntry => ({
  key,
  provider: "codex",
  model: "x",
  usage: { ...NO_USAGE, inputTokens: tokens, totalTokens: tokens },
  cost,
});
const ledgerOf = (budget: Budget, entries: readonly LedgerEntry[] = []) =>
  createLedger({ budget, entries, now: () => 0 });

describe("the ledger", () => {
  test("what is at work counts, and counts once when it is settled", () => {
    const ledger = ledgerOf({ maxTokens: 100 });
    ledger.live(entry("1", 30));
    ledger.live(entry("1", 60));
    const before = ledger.totals().usage.totalTokens;
    ledger.settle(entry("1", 70));
    ledger.settle(entry("1", 70));
    ledger.live(entry("1", 50)); // an event that came late
    assert.deepEqual([before, ledger.totals().usage.totalTokens, ledger.over()], [60, 70, undefined]);
  });

  test("a limit is reached while an agent is at work, and it is said which and by how much", () => {
    const ledger = ledgerOf({ maxTokens: 100, maxCostUsd: 5 }, [entry("1", 70, reported(1))]);
    ledger.live(entry("2", 50, reported(1)));
    assert.deepEqual(ledger.over(), { limit: "maxTokens", allowed: 100, used: 120, by: 20 });
  });

  test("money is added up whoever said it, and apart", () => {
    const ledger = ledgerOf({ maxCostUsd: 0.3 });
    ledger.settle(entry("1", 1, reported(0.1)));
    ledger.settle(entry("2", 1, { kind: "estimated", usd: 0.2, service: "openai" }));
    const { usd, reportedUsd, estimatedUsd } = ledger.totals();
    assert.deepEqual([usd, reportedUsd, estimatedUsd, ledger.over()?.limit], [0.3, 0.1, 0.2, "maxCostUsd"]);
    assert.deepEqual(
      ledger.warnings().map(({ code }) => code),
      ["budget.estimated"],
    );
  });

  test("what nobody knows the cost of ends a budget of money, and no other", () => {
    const [money, tokens] = [ledgerOf({ maxCostUsd: 5 }), ledgerOf({ maxTokens: 1000 })];
    for (const ledger of [money, tokens]) ledger.settle(entry("1", 10, unknown));
    const over = money.over();
    assert.ok(over);
    assert.equal(describeOver(over), "--max-cost $5.00 cannot be kept any longer: no price is known for x of codex.");
    assert.equal(tokens.over(), undefined);
  });

  test("who told nothing ends no budget, and is named", () => {
    const ledger = ledgerOf({ maxCostUsd: 5 }, [entry("1", 0, { kind: "unknown", why: "it told no tokens" })]);
    assert.deepEqual([ledger.over(), ledger.warnings().map(({ code }) => code)], [undefined, ["budget.untold"]]);
  });

  test("a plan costs nothing, and it is said that the budget does not limit it", () => {
    const ledger = ledgerOf({ maxCostUsd: 0.01 }, [entry("1", 10_000_000, { kind: "subscription" })]);
    assert.deepEqual([ledger.over(), ledger.totals().subscriptionTokens], [undefined, 10_000_000]);
    assert.equal(ledger.warnings()[0]?.fix, "Limit what it may use: --max-tokens 2000000");
  });

  test("minutes count those of the process before", () => {
    let clock = 0;
    const ledger = createLedger({ budget: { maxMinutes: 10 }, earlierMs: 6 * 60_000, now: () => clock });
    clock = 3 * 60_000;
    const before = ledger.over();
    clock = 4.5 * 60_000;
    assert.deepEqual([before, ledger.over()], [undefined, { limit: "maxMinutes", allowed: 10, used: 10.5, by: 0.5 }]);
  });

  test("made anew from its entries it is the same, in whatever order they came", () => {
    const costs = fc.constantFrom<Cost>(
      reported(0.25),
      { kind: "estimated", usd: 0.5, service: "x" },
      { kind: "subscription" },
      unknown,
    );
    const one = fc.record({ key: fc.constantFrom("a", "b", "c", "d"), tokens: fc.nat(100), cost: costs });
    fc.assert(
      fc.property(fc.array(one), (steps) => {
        const ledger = ledgerOf({ maxCostUsd: 1, maxTokens: 200 });
        for (const { key, tokens, cost } of steps) ledger.settle(entry(key, tokens, cost));
        const again = ledgerOf({ maxCostUsd: 1, maxTokens: 200 }, ledger.entries());
        assert.deepEqual([again.totals(), again.over()], [ledger.totals(), ledger.over()]);
        const last = new Map(steps.map((step) => [step.key, step.tokens]));
        assert.equal(
          ledger.totals().usage.totalTokens,
          [...last.values()].reduce((sum, tokens) => sum + tokens, 0),
        );
      }),
    );
  });
});

test("a budget of money is refused where nobody will know the cost", () => {
  const at = new Date("2026-11-22T10:00:00Z");
  const codex = { provider: "codex", model: "gpt-5.5", paidBy: "key", at } as const;
  const problems = [
    budgetProblem({ maxCostUsd: 5 }, [codex], costGap),
    budgetProblem({ maxTokens: 5 }, [{ ...codex, model: null }], costGap),
    budgetProblem({ maxCostUsd: 5 }, [codex, { ...codex, model: null }], costGap)?.message,
  ];
  assert.deepEqual(problems, [
    undefined,
    undefined,
    "A budget of $5 cannot be kept: codex does not say which model it uses.",
  ]);
});
