import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { noteLocalConfig, wasChangedDuringRun } from "../../../src/workspace/local-config.ts";
import { tempFolder } from "../../support/temp-folder.ts";

test.each([
  ["a short path is its own name", "a", /^%2F/],
  ["a path that is too long for one is known by its digest", `${"b".repeat(120)}/${"c".repeat(120)}`, /^[0-9a-f]{32}$/],
])("of the folder of notes %s", async (_what, path, name) => {
  await using folder = await tempFolder({});
  const root = folder.at(path);
  const file = `${root}/.prompts-gpt/config.local.json`;
  mkdirSync(dirname(file), { recursive: true });
  const env = { XDG_STATE_HOME: folder.at("state") };
  noteLocalConfig(root, "run", env);
  expect(wasChangedDuringRun(root, env)).toBe(false);
  writeFileSync(file, "{}");
  expect(wasChangedDuringRun(root, env)).toBe(true);
  const [noted = ""] = readdirSync(folder.at("state/prompts-gpt/local-config"));
  // The temporary folder of this machine may itself be a long one.
  expect(noted).toMatch(noted.length > 32 ? /^%2F/ : name);
});
