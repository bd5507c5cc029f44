import { toJsonSchema } from "@valibot/to-json-schema";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { checkShape } from "../../../src/config/check-shape.ts";
import { configSchema } from "../../../src/config/schema.ts";
import { narrower } from "../../../src/providers/access-words.ts";

const schema: object = JSON.parse(JSON.stringify(toJsonSchema(configSchema, { ignoreActions: ["check"] })));

for (const [value, holds] of [
  [{}, true],
  [{ $schema: "x", access: "read", providers: { codex: { env: { A: "" } } } }, true],
  [{ customProviders: { mine: { command: "x", access: { read: [] } } } }, true],
  [{ env: { pass: ["A_*", "*"], block: [] } }, true],
  [{ customProviders: { mine: { keys: ["A"] } } }, true],
  [{ env: { pass: ["A*B"] } }, false],
  [{ env: { block: "A" } }, false],
  [{ env: { unknown: [] } }, false],
  [{ redact: ["a+"] }, true],
  [{ redact: "a+" }, false],
  [{ unknown: 1 }, false],
  [{ providers: { codex: { unknown: 1 } } }, false],
  [{ providers: [] }, false],
  [{ customProviders: { mine: { access: { all: [] } } } }, false],
  [{ maxRunDirs: 0 }, false],
  [{ budget: { maxCostUsd: 0.5, maxTokens: 1, maxMinutes: 0.1 }, rateLimit: { wait: false, maxWaitMinutes: 0 } }, true],
  [{ budget: { maxCostUsd: 0 } }, false],
  [{ budget: { maxTokens: 0 } }, false],
  [{ rateLimit: { maxWaitMinutes: -1 } }, false],
  [{ rateLimit: { forever: true } }, false],
  [{ model: "" }, false],
  [[], false],
] as const)
  test(`${JSON.stringify(value)} ${holds ? "holds" : "does not hold"}, for us and for an editor`, () => {
    expect(checkShape(value).ok).toBe(holds);
    expect(new Ajv({ strict: false }).validate(schema, value)).toBe(holds);
  });

test("every problem is named, not only the first", () => {
  const checked = checkShape({ a: 1, model: 2, providers: { codex: { b: 1, args: [1] } } });
  expect(checked.ok ? [] : checked.problems.map(({ path }) => path.join("."))).toEqual([
    "a",
    "model",
    "providers.codex.b",
    "providers.codex.args.0",
  ]);
});

for (const [a, b, result] of [
  ["read", "full", "read"],
  ["full", "write", "write"],
  ["write", "write", "write"],
] as const)
  test(`the narrower of ${a} and ${b} is ${result}`, () =>
    expect([narrower(a, b), narrower(b, a)]).toEqual([result, result]));
