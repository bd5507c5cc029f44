import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "rolldown/utils";
import { expect, test } from "vitest";
import type { PipelineResult } from "../../src/index.ts";
import { scriptAgent, tempProject } from "../support/project.ts";
import { tempFolder } from "../support/temp-folder.ts";

const packageRoot = fileURLToPath(new URL("../..", import.meta.url));
const examples = join(packageRoot, "../../examples");

/** A folder with the example as JavaScript (Node 20 runs no TypeScript), the package beside it, and a repository to work in. */
async function withExample(name: string) {
  const folder = await tempFolder({ "repository/README.md": "# Small\n" });
  const repository = folder.at("repository");
  const { code, errors } = transformSync(name, await readFile(join(examples, name), "utf8"));
  expect(errors).toEqual([]);
  await writeFile(folder.at("example.mjs"), code);
  await copyFile(join(examples, "own-agent.mjs"), folder.at("own-agent.mjs"));
  await mkdir(folder.at("node_modules"));
  await symlink(packageRoot, folder.at("node_modules/prompts-gpt"));
  const { NODE_EXTRA_CA_CERTS: _slow, ...environment } = process.env;
  const env = { ...environment, XDG_CONFIG_HOME: folder.at("config"), XDG_STATE_HOME: folder.at("state") };
  spawnSync("git", ["init", "--quiet", repository]);
  return {
    repository,
    run: (...args: string[]) =>
      spawnSync(process.execPath, [folder.at("example.mjs"), ...args], { cwd: repository, env, encoding: "utf8" }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** Where the example says that its run is recorded. */
function recordOf(stdout: string): string {
  const path = /^record: (.+)$/m.exec(stdout)?.[1] ?? "";
  expect(existsSync(join(path, "meta.json"))).toBe(true);
  return path;
}

test("01-run.ts runs one prompt and tells what came back", async () => {
  await using example = await withExample("01-run.ts");
  const { status, stdout, stderr } = example.run();
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^Hello! .+\n\nsucceeded after \d+ ms, 136 tokens\n/);
  expect(recordOf(stdout)).toContain(join(example.repository, ".scripts/runs/agent-"));
});

test("01-run.ts tells what to type when there is no such agent", async () => {
  await using example = await withExample("01-run.ts");
  const { status, stderr } = example.run("clade");
  expect([status, stderr]).toEqual([2, 'There is no provider "clade".\n  try: Did you mean --provider claude?\n']);
});

test("02-events.ts tells what the agent does while it does it", async () => {
  await using example = await withExample("02-events.ts");
  const { status, stdout, stderr } = example.run(example.repository);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("~ greet.mjs\n~ greet.test.mjs\n");
  expect(stdout).toContain("$ node --test greet.test.mjs\n");
  expect(stdout).toContain("succeeded; changed: README.md, greet.mjs, greet.test.mjs\n");
  expect(existsSync(join(example.repository, "greet.mjs"))).toBe(true);
});

test("03-own-provider.ts runs an agent of its own by name, first with less access than it needs", async () => {
  await using example = await withExample("03-own-provider.ts");
  const { status, stdout, stderr } = example.run(example.repository);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^read: .*1 tool call was denied and nothing was changed/);
  expect(stdout).toContain("write: 2 notes taken.\n");
  expect(await readFile(join(example.repository, "notes.md"), "utf8")).toBe("- Buy milk.\n- Call Ada.\n");
  expect(basename(recordOf(stdout))).toMatch(/^agent-/);
});

test("04-sweep.ts sweeps a prompt and tells of each iteration", async () => {
  await using example = await withExample("04-sweep.ts");
  const { status, stdout, stderr } = example.run(example.repository);
  expect([status, stderr]).toEqual([0, ""]);
  for (const number of [1, 2, 3])
    expect(stdout).toContain(`improve: ${number} of 3 started\nimprove: ${number} of 3 succeeded\n`);
  expect(stdout).toContain("improve: 3 iterations\n");
  expect(existsSync(join(example.repository, "greet.mjs"))).toBe(true);
  expect(existsSync(join(recordOf(stdout), "sweep-manifest.json"))).toBe(true);
});

test("05-batch.ts runs two prompts beside each other and tells what came of each", async () => {
  await using example = await withExample("05-batch.ts");
  const { status, stdout, stderr } = example.run();
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/purpose\.md: succeeded after \d+ ms\n {2}Hello! /);
  expect(stdout).toMatch(/risks\.md: succeeded after \d+ ms\n {2}Hello! /);
  expect(stdout).toContain("2 succeeded, 0 failed, 272 tokens\n");
  expect(existsSync(join(recordOf(stdout), "batch-summary.json"))).toBe(true);
});

test("06-parallel.ts lets agents compete, and applies the result that holds", async () => {
  await using example = await withExample("06-parallel.ts");
  const { status, stdout, stderr } = example.run();
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^provider-replay: accepted after \d+ ms; 3 files, .*; checks 1 of 1$/m);
  expect(stdout).toMatch(/^provider-replay-2: rejected after \d+ ms; 0 files, \+0 -0; checks 0 of 1$/m);
  expect(stdout).toContain("applied: README.md greet.mjs greet.test.mjs\n");
  recordOf(stdout);
});

/** What is asked first decides what this agent does. */
const PIPELINE_AGENT = scriptAgent(`
case $(cat | head -1) in
  "Run the tests."*) echo "sum.mjs line 1 takes away." ;;
  "Make the tests"*) [ -e .tried ] && echo 'export const sum = (a, b) => a + b;' > sum.mjs; touch .tried; echo done ;;
  Write*) echo "# Review" > REVIEW.md; echo done ;;
  *) echo "Nothing." ;;
esac
`);

test.each([
  ["fix-tests.yaml", { look: ["succeeded", 1], mend: ["succeeded", 2], explain: ["skipped", 0] }, "sum.mjs"],
  [
    "review.yaml",
    { correctness: ["succeeded", 1], security: ["succeeded", 1], tests: ["succeeded", 1], report: ["succeeded", 1] },
    "REVIEW.md",
  ],
] as const)("pipelines/%s does what it says", async (name, ends, written) => {
  const files = {
    "sum.mjs": "export const sum = (a, b) => a - b;\n",
    "sum.test.mjs": 'import { sum } from "./sum.mjs";\nif (sum(1, 2) !== 3) throw new Error("no sum");\n',
    "package.json": JSON.stringify({ name: "small", private: true, scripts: { test: "node sum.test.mjs" } }),
    [`.prompts-gpt/pipelines/${name}`]: await readFile(join(examples, "pipelines", name)),
  };
  await using project = await tempProject(files, { agents: { works: PIPELINE_AGENT } });
  expect((await project.cli("validate", `.prompts-gpt/pipelines/${name}`)).exitCode).toBe(0);
  await project.cli("trust", "--yes");
  const ended = await project.cli("orchestrate", "--mode", "pipeline", "--agent", "works", "--json");
  expect([ended.exitCode, ended.stderr]).toEqual([0, expect.not.stringContaining("error")]);
  const { steps } = JSON.parse(ended.stdout) as PipelineResult;
  expect(Object.fromEntries(steps.map(({ id, status, attempts }) => [id, [status, attempts]]))).toEqual(ends);
  expect(steps.flatMap(({ changedFiles }) => changedFiles ?? [])).toContain(written);
});
