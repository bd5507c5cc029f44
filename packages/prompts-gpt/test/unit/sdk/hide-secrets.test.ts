import { expect, test } from "vitest";
import { hideSecrets } from "../../../src/sdk/hide-secrets.ts";

test("the folder that a shell stands in is no secret, whatever it is called", () => {
  const here = "/home/ada/Projects2026-frontEnd";
  expect(hideSecrets({ root: here }, { PWD: here, OLDPWD: `${here}/src` })).toEqual({ root: here });
});

test("of a setting's variables the names are shown, and of secrets among them no value", () => {
  const env = { A_TOKEN: "canary-1234", GREETING: "hello" };
  const hidden = { A_TOKEN: "[redacted:A_TOKEN]", GREETING: "hello" };
  const item = (value: object) => ({ key: "providers.codex.env", value, file: "config.json" });
  expect(hideSecrets([item(env), { key: "customProviders.x", value: { command: "x", env } }], {})).toEqual([
    item(hidden),
    { key: "customProviders.x", value: { command: "x", env: hidden } },
  ]);
  expect(hideSecrets({ env: { pass: ["A_TOKEN"], block: [] } }, {})).toEqual({ env: { pass: ["A_TOKEN"], block: [] } });
});
