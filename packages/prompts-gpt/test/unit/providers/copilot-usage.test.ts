import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { takeUsageFile } from "../../../src/agent/usage-file.ts";
import { readCopilotUsage } from "../../../src/providers/copilot-usage.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const sample = readFileSync(new URL("../../fixtures/samples/copilot/usage.json", import.meta.url), "utf8");

test("what the CLI has written", () => {
  const usage = { inputTokens: 1234, cachedInputTokens: 200, outputTokens: 56, reasoningTokens: 7, totalTokens: 1290 };
  expect(readCopilotUsage(sample)).toEqual([{ type: "agent.usage", usage, cumulative: true }]);
});

test("models are added up, and what is no number counts for nothing", () => {
  const model = (inputTokens: unknown, outputTokens: unknown) => ({ usage: { inputTokens, outputTokens } });
  const modelMetrics = { a: model(1, 2), b: model(10, -5), c: model("9", null), d: { usage: 7 }, e: 8 };
  const [event] = readCopilotUsage(JSON.stringify({ modelMetrics }));
  expect(event).toMatchObject({ usage: { inputTokens: 11, outputTokens: 2, totalTokens: 13 } });
});

test.each(["", "[]", "{", "null", "{}", '{"modelMetrics":[]}', '{"modelMetrics":"x"}'])("%j says nothing", (text) => {
  expect(readCopilotUsage(text)).toEqual([]);
});

test("the file is read once, and taken away", async () => {
  await using folder = await tempFolder();
  writeFileSync(folder.at("usage"), sample);
  expect(takeUsageFile(folder.at("usage"))).toBe(sample);
  expect([existsSync(folder.at("usage")), takeUsageFile(folder.at("usage"))]).toEqual([false, undefined]);
});

test.each(["a link", "a pipe", "a folder", "too much"])("%s in its place is not read", async (what) => {
  await using folder = await tempFolder();
  const path = folder.at("usage");
  writeFileSync(folder.at("other"), "other");
  if (what === "a link") symlinkSync(folder.at("other"), path);
  else if (what === "a pipe") execFileSync("mkfifo", [path]);
  else if (what === "a folder") mkdirSync(path);
  else writeFileSync(path, Buffer.alloc(1024 * 1024 + 1, 32));
  expect([takeUsageFile(path), existsSync(path), existsSync(folder.at("other"))]).toEqual([undefined, false, true]);
});
