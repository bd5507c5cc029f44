import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";

const packageRoot = new URL("../../", import.meta.url);
const compile = (name: string) =>
  new Ajv2020({ validateFormats: false }).compile(
    JSON.parse(readFileSync(new URL(`schemas/${name}`, packageRoot), "utf8")),
  );

test("the published schemas are what the code checks with", () => {
  execFileSync(process.execPath, ["../../scripts/generate-schemas.mjs", "--check"], { cwd: packageRoot });
});

test("the schema of config.json takes a configuration and refuses a wrong one", () => {
  const isConfig = compile("config.schema.json");
  expect(isConfig({ defaultAgent: "codex", timeoutSeconds: 60 })).toBe(true);
  expect(isConfig({ timeoutSeconds: "soon" })).toBe(false);
});

test("the schema of events.jsonl takes an event and refuses a wrong one", () => {
  const isEvent = compile("events.schema.json");
  const event = { schemaVersion: 1, seq: 1, time: "2026-01-02T03:04:05.678Z", type: "run.warning", message: "odd" };
  expect(isEvent(event)).toBe(true);
  expect(isEvent({ ...event, seq: "first" })).toBe(false);
});
