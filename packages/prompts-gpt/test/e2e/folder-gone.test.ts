import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import { BIN, type Project, tempProject } from "../support/project.ts";

/** A shell that stands in a folder of the project, removes `gone`, and goes on to type. */
function inGone(project: Project, { at, gone }: { readonly at: string; readonly gone: string }, ...args: string[]) {
  const script = 'cd "$1" && rm -rf "$2" && shift 2 && exec "$@"';
  const command = ["-c", script, "sh", project.at(at), project.at(gone), process.execPath, BIN, ...args];
  return spawnSync("sh", command, { cwd: project.path, env: project.env, encoding: "utf8" });
}

const run = (project: Project) => project.run("true", "--run-id", "r");

test.each([
  ["src", "src"],
  [".", "."],
])("in a folder that is gone (%s; removed: %s): exit 2, and what to type brings it back", async (at, gone) => {
  await using project = await tempProject({ "src/a.txt": "a\n" });
  await run(project);
  const { status, stderr } = inGone(project, { at, gone }, "restore", "--yes");
  expect([status, stderr]).toEqual([2, expect.stringContaining("is gone")]);
  expect(stderr).not.toMatch(/\n\s+at /);
  const typed = /try: (.+)\n/.exec(stderr)?.[1]?.replace("prompts-gpt restore", `"$0" "$1" restore --yes`) ?? "";
  execFileSync("sh", ["-ec", typed, process.execPath, BIN], { cwd: "/", env: project.env });
  expect(existsSync(project.at("src/a.txt"))).toBe(true);
});

test("in a folder that is gone, without snapshots: exit 2; what needs no folder, or is given one, works", async () => {
  await using project = await tempProject({ "src/a.txt": "a\n" });
  const place = { at: "src", gone: "src" };
  const again = () => execFileSync("mkdir", ["-p", project.at("src")]);
  for (const [args, exitCode] of [
    [["list"], 2],
    [["--help"], 0],
    [["--version"], 0],
    [["list", "--cwd", project.path], 0],
    [["list", "--cwd", "src"], 2],
    [["lst"], 2],
  ] as const) {
    const { status, stderr } = inGone(project, place, ...args);
    expect([args, status, /\n\s+at /.test(stderr)]).toEqual([args, exitCode, false]);
    again();
  }
});

test("a mistyped --cwd in a workspace that stands is no reason to restore anything", async () => {
  await using project = await tempProject();
  await run(project);
  const { exitCode, stderr } = await project.cli("list", "--cwd", "srcc");
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("--cwd <path of a folder>")]);
});

test("--cwd on a workspace that is gone says how it comes back; on another folder that is not there, that it is not", async () => {
  await using project = await tempProject();
  await run(project);
  rmSync(project.path, { recursive: true });
  const start = (folder: string) => project.start(["restore", "--cwd", folder, "--yes"], { cwd: "/" }).ended;
  const [gone, never] = await Promise.all([start(project.path), start("/nowhere/at-all")]);
  expect([gone.exitCode, gone.stderr]).toEqual([2, expect.stringContaining(`mkdir -p ${project.path} && cd`)]);
  expect([never.exitCode, never.stderr]).toEqual([2, expect.stringContaining("--cwd <path of a folder>")]);
});
