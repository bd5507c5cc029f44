import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { RunPlan } from "../../src/index.ts";
import { tempProject } from "../support/project.ts";

/** A program in the place of the agent: it keeps what it was given, and prints what the documentation says. */
async function withProgram(agent: string, sample?: string) {
  const file =
    sample === undefined ? "/dev/null" : fileURLToPath(new URL(`../fixtures/samples/${sample}`, import.meta.url));
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" > args.txt\nenv > env.txt\ncat > prompt.txt\ncat '${file}'\n`;
  const project = await tempProject({ "bin/agent.sh": script });
  const config = { providers: { [agent]: { command: "sh", args: ["bin/agent.sh"] } } };
  const env = { ...project.env, CURSOR_API_KEY: "secret-of-cursor", FACTORY_API_KEY: "secret-of-droid" };
  await project.write(".prompts-gpt/config.local.json", JSON.stringify(config));
  const run = (...args: string[]) =>
    project.start(["run", "--agent", agent, "--prompt", "Do it.", "--trust", "--json", ...args], { env }).ended;
  return { ...project, run };
}

describe("each is given its prompt, its access and its own key, and is read", () => {
  for (const [agent, sample, says, key] of [
    ["cursor", "cursor/documented.run.jsonl", "FINAL: wrote summary.txt", "CURSOR_API_KEY"],
    ["amp", "amp/documented.run.jsonl", "FINAL: wrote new.txt", undefined],
    ["droid", "droid/shell.jsonl", "FINAL: wrote out.txt", "FACTORY_API_KEY"],
    ["goose", "goose/documented.run.jsonl", "FINAL: wrote out.txt", undefined],
  ] as const)
    test(agent, async () => {
      await using project = await withProgram(agent, sample);
      const { exitCode, stdout, stderr } = await project.run("--access", "full");
      expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
      expect(JSON.parse(stdout)).toMatchObject({ ok: true, output: says });
      expect(await readFile(project.at("prompt.txt"), "utf8")).toBe("Do it.");
      const keys = (await readFile(project.at("env.txt"), "utf8")).match(/^\w+_API_KEY(?==)/gm) ?? [];
      expect(keys).toEqual(key === undefined ? [] : [key]);
      const warned = JSON.parse(stdout).warnings.some((one: string) => one.includes("it was not run here"));
      expect(warned).toBe(agent !== "droid");
    });
});

test("aider is given its prompt as a file, and what it prints is the answer", async () => {
  await using project = await withProgram("aider");
  await project.write("bin/agent.sh", 'while [ "$1" != --message-file ]; do shift; done\ncat "$2"\n');
  const { stdout } = await project.run("--access", "full");
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, output: "Do it." });
});

test("a failure that ends the stream early is told by standard error", async () => {
  await using project = await withProgram("cursor", "cursor/documented.failed.jsonl");
  await project.write("bin/agent.sh", "echo 'Error: invalid API key' >&2; exit 1\n");
  const { exitCode, stdout } = await project.run("--access", "read");
  expect([exitCode, JSON.parse(stdout).failure]).toMatchObject([1, { kind: "not-authenticated" }]);
});

test("--dry-run shows the flags for Cursor, and says that nobody has run it here", async () => {
  await using project = await withProgram("cursor");
  const { stdout } = await project.run("--access", "full", "--background", "--no-approve-mcps", "--dry-run");
  const plan: RunPlan = JSON.parse(stdout);
  const { args } = plan.command;
  expect([args.includes("--cloud"), args.includes("--approve-mcps")]).toEqual([true, false]);
  expect(plan.warnings).toEqual([
    expect.stringContaining("it was not run here"),
    expect.stringContaining("no guard and no snapshot reach there"),
  ]);
});

test("status marks what was not run", async () => {
  await using project = await withProgram("cursor");
  const { stdout } = await project.cli("status");
  expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
    / cursor ready \([^)]*\); built from its documentation, not run by us /,
  );
});

test("nobody but Cursor takes the flags for Cursor", async () => {
  await using project = await withProgram("droid");
  for (const flag of ["--background", "--no-approve-mcps"]) {
    const { exitCode, stderr } = await project.run("--access", "full", flag);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${flag} is for the provider cursor; this run uses droid.`);
    expect(stderr).toContain("--agent cursor");
  }
});
