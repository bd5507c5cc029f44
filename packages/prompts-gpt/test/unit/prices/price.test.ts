import assert from "node:assert/strict";
import { calcPrice, findProvider } from "@pydantic/genai-prices";
import { describe, test } from "vitest";
import { priceOf } from "../../../src/prices/price.ts";
import table from "../../../prices/table.json" with { type: "json" };

const at = new Date("2026-11-22T10:00:00Z");
const SERVICES = [...new Set(table.map(([service]) => String(service)))];
/** Below every surcharge for long requests. */
const USAGE = { input_tokens: 1000, cache_read_tokens: 300, cache_write_tokens: 200, output_tokens: 100 };

describe("our list has the library's prices", () => {
  for (const service of SERVICES)
    test(service, () => {
      const models = (findProvider({ providerId: service })?.models ?? []).map(({ id }) => id);
      const known = models.filter((model) => priceOf(service, model, at) !== undefined);
      for (const model of known) {
        const theirs = calcPrice(USAGE, model, { providerId: service, timestamp: at });
        const { input, cacheRead, cacheWrite, output } = priceOf(service, model, at) ?? assert.fail();
        const ours = (500 * input + 300 * cacheRead + 200 * cacheWrite + 100 * output) / 1e6;
        assert.ok(Math.abs(ours - (theirs?.total_price ?? -1)) < 1e-9, `${model}: ${ours}, and ${theirs?.total_price}`);
      }
      assert.ok(known.length > 10);
    });
});

for (const [service, model, expected] of [
  ["anthropic", "claude-sonnet-4-5-20250929", { input: 3, cacheRead: 0.3, cacheWrite: 3.75, output: 15 }],
  ["anthropic", "CLAUDE-opus-4-8", { input: 5, cacheRead: 0.5, cacheWrite: 6.25, output: 25 }],
  ["openai", "gpt-5.5", { input: 5, cacheRead: 0.5, cacheWrite: 5, output: 30 }],
  ["google", "gemini-2.5-pro", { input: 1.25, cacheRead: 0.125, cacheWrite: 1.25, output: 10 }],
  ["openai", "claude-opus-4-8", undefined],
  ["anthropic", "sonnet", undefined],
  ["nobody", "gpt-5.5", undefined],
  ["constructor", "gpt-5.5", undefined],
] as const)
  test(`${service} ${model}`, () => assert.deepEqual(priceOf(service, model, at), expected));

test("a price counts from its date on", () => {
  const of = (day: string) => priceOf("openai", "o3", new Date(`${day}T12:00:00Z`))?.input;
  assert.deepEqual([of("2025-06-09"), of("2025-06-10")], [10, 2]);
});
