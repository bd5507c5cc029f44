import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PLAIN_CALLS } from "../../../src/guard/plain-calls.ts";
import { decide } from "../../../src/guard/policy.ts";
import { shimScript } from "../../../src/guard/shim-script.ts";
import { tempFolder } from "../../support/temp-folder.ts";

test("the policy allows every mixture of what the shim takes for harmless, whatever the repository is like", () => {
  const operand = fc.constantFrom(
    "HEAD",
    "foreach",
    "deinit",
    "remove",
    "expire",
    "pop",
    "run",
    "HEAD~1",
    "HEAD^",
    "main",
    "origin",
    "origin/main",
    "refs/heads/main",
    "a.txt",
    "@",
    ".",
    "",
  );
  const call = fc.constantFrom(...Object.keys(PLAIN_CALLS)).chain((begin) => {
    const options = (PLAIN_CALLS[begin] ?? "").split(" ").filter(Boolean);
    const more = options.length === 0 ? operand : fc.oneof(operand, fc.constantFrom(...options));
    return fc.array(more, { maxLength: 6 }).map((rest) => [...begin.split(" "), ...rest]);
  });
  fc.assert(
    fc.property(call, (args) => {
      expect(decide({ args, env: {} })).toEqual({ kind: "allow" });
    }),
    { numRuns: 20_000 },
  );
});

test("the shim starts nothing but git for them, and asks about all others", async () => {
  await using place = await tempFolder();
  const cwd = join(place.path, "repo");
  mkdirSync(cwd);
  const shim = join(place.path, "git");
  const git = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  writeFileSync(shim, shimScript({ git, folder: place.path, node: "/bin/false", check: "none" }), { mode: 0o755 });
  const call = (args: readonly string[], env = {}) =>
    spawnSync(shim, args, { cwd, env: { ...process.env, ...env }, encoding: "utf8" }).status === 0;
  expect(call(["init", "-q"])).toBe(true);
  execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-q", "--allow-empty", "-m", "x"], {
    cwd,
  });
  const passes = [
    "branch one",
    "checkout -b two HEAD -q",
    "switch -q one",
    "switch -q -",
    "fetch -q --all",
    "reset -q --soft HEAD",
    "clean -n",
    "tag t",
  ];
  expect(passes.filter((line) => !call(line.split(" ")))).toEqual([]);
  const asked = [
    "branch -D one",
    "branch -f one two",
    "checkout -q -B one",
    "checkout -q one",
    "fetch -q . +two:one",
    "reset -q --hard",
    "clean -fn",
    "tag -f t",
    "switch -C one",
    "push -q . --force",
    "clone ext::x y",
  ];
  expect(asked.filter((line) => call(line.split(" ")))).toEqual([]);
  expect(call(["branch", "three"], { GIT_CONFIG_COUNT: "0" })).toBe(false);
  expect(call(["branch", "-q -v"])).toBe(false);
});
