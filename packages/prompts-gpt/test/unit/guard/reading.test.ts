import { execFileSync, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readGitLine } from "../../../src/guard/git-line.ts";
import { decide } from "../../../src/guard/policy.ts";
import { readOptions } from "../../../src/guard/read-options.ts";
import { allRules } from "../../../src/guard/rules/all.ts";
import { settingsOf } from "../../../src/guard/settings.ts";
import { splitAlias } from "../../../src/guard/split-alias.ts";

test.each([
  [["status"], { command: "status", args: [] }],
  [["-C", "a", "-C", "b", "log", "-p"], { where: ["-C", "a", "-C", "b"], command: "log", args: ["-p"] }],
  [["--git-dir=x", "--work-tree", "y", "add"], { where: ["--git-dir=x", "--work-tree", "y"], command: "add" }],
  [["-c", "a.b=c", "log"], { settings: [{ text: "a.b=c", fromEnv: false }], command: "log" }],
  [["--config-env", "a.b=C", "log"], { settings: [{ text: "a.b=C", fromEnv: true }], command: "log" }],
  [["--exec-path=x", "status"], { execPath: "x", command: "status" }],
])("in front of the subcommand: git %j", (args, line) => {
  expect(readGitLine(args)).toMatchObject(line);
});

test.each([
  [["--help", "reset", "--hard"]],
  [["-Cx", "reset", "--hard"]],
  [["-c"]],
  [["--exec-path", "reset", "--hard"]],
  [["--unheard-of", "reset", "--hard"]],
])("git would only print something: git %j", (args) => {
  expect(readGitLine(args).command).toBeUndefined();
});

const TABLE = "f,force n,dry-run e,exclude= color=? no-verify format= forward";

test.each([
  [["-fn"], ["force", "dry-run"], []],
  [["-fex"], ["force", "exclude=x"], []],
  [["-e", "-f", "a"], ["exclude=-f"], ["a"]],
  [["--exclude", "-f", "a"], ["exclude=-f"], ["a"]],
  [["--excl=x"], ["exclude=x"], []],
  [["--color", "x"], ["color"], ["x"]],
  [["--color=x"], ["color=x"], []],
  [["--fo"], ["force", "format", "forward"], []],
  [["--forc"], ["force"], []],
  [["--no-forc"], ["-force"], []],
  [["--verify"], ["-no-verify"], []],
  [["--no-v"], ["no-verify"], []],
  [["a", "-f", "b"], ["force"], ["a", "b"]],
  [["a", "--", "-f"], [], ["a", "-f"]],
  [["--end-of-options", "-f"], [], ["-f"]],
  [["--unknown", "-", "-f"], ["force"], ["-"]],
] as const)("behind it: %j", (args, options, operands) => {
  const reading = readOptions(args, TABLE);
  const said = reading.options.map(
    ({ name, value, negated }) => `${negated ? "-" : ""}${name}${value === undefined ? "" : `=${value}`}`,
  );
  expect([said, reading.operands]).toEqual([options, operands]);
});

test("nothing behind the first operand is an option where git stops there", () => {
  expect(readOptions(["-f", "run", "-n"], TABLE, "stop")).toEqual({
    options: [{ name: "force", negated: false }],
    operands: ["run", "-n"],
  });
});

const names = Object.keys(allRules);
const word = fc.oneof(
  fc.constantFrom(...names, "-c", "-C", "--", "--force", "-f", "__proto__", "constructor", "", "-", "=", "+:", "--no-"),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({ unit: fc.constantFrom("-", "=", ":", "+", "'", '"', "\\", " ", "!", "a", "f", "."), maxLength: 8 }),
);
const env = fc.dictionary(
  fc.constantFrom("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0", "GIT_CONFIG_PARAMETERS", "GIT_EDITOR"),
  fc.oneof(fc.constantFrom("1", "-1", "1e9", "NaN", "alias.x"), fc.string()),
);

test("any line gets a verdict, and one with every fact known is decided", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), env, fc.array(fc.string()), (args, given, lines) => {
      let facts = {};
      for (let round = 0; round < 30; round++) {
        const verdict = decide({ args, env: given }, facts, ["stash", args.join(" ")]);
        if (verdict.kind !== "ask") return;
        facts = { ...facts, ...Object.fromEntries(verdict.needs.map(({ id }) => [id, lines])) };
      }
      throw new Error("asks without end");
    }),
    { numRuns: 3000 },
  );
});

test("an alias is split as git splits it", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b", " ", "\t", "'", '"', "\\", "-", "!"),
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(text, (tail) => {
      const alias = `rev-parse --sq-quote ${tail}`;
      const args = ["-c", `alias.probe=${alias}`, "probe"];
      const real = spawnSync("git", args, { cwd: tmpdir(), encoding: "utf8" });
      const words = splitAlias(alias)?.slice(2);
      const quoted = words?.map((one) => ` '${one.replaceAll(/['!]/g, String.raw`'\$&'`)}'`).join("");
      expect(real.status === 0 ? real.stdout.replace(/\n$/, "") : undefined).toBe(quoted);
    }),
    { numRuns: 60 },
  );
});

test("settings are read as git hands them on to the git calls it makes", () => {
  const given = ["core.editor=it's", "A.Bc.D=x=y!", "on.off", "url.a=b.insteadOf=c", `a.b=\\"'`];
  const args = [
    ...given.flatMap((text) => ["-c", text]),
    "-c",
    'alias.probe=!printf %s "$GIT_CONFIG_PARAMETERS"',
    "probe",
  ];
  const passed = execFileSync("git", args, { cwd: tmpdir(), encoding: "utf8" });
  const line = settingsOf(readGitLine(args));
  expect(settingsOf(readGitLine(["status"]), { GIT_CONFIG_PARAMETERS: passed })).toEqual(line);
  expect(line.slice(0, 3)).toEqual([
    { key: "core.editor", value: "it's" },
    { key: "a.Bc.d", value: "x=y!" },
    { key: "on.off", value: "true" },
  ]);
});
