import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Project, tempProject } from "../support/project.ts";

/** A PATH with a shell and this git: none at all, or one that says it is old. */
function pathWith(project: Project, git: "none" | "old"): string {
  const bin = join(project.env.HOME, `bin-${git}`);
  mkdirSync(bin);
  for (const name of ["sh", "env", "cat"])
    symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), join(bin, name));
  if (git === "old") {
    const real = execFileSync("which", ["git"], { encoding: "utf8" }).trim();
    const script = `#!/bin/sh\ncase "$*" in *version*) echo "git version 1.8.3"; exit ;; esac\nexec ${real} "$@"\n`;
    writeFileSync(join(bin, "git"), script, { mode: 0o755 });
  }
  return bin;
}

const RUN = ["run", "--agent", "sh", "--access", "full", "--prompt", "echo > came"];

test.each([
  ["none", "There is no git on PATH"],
  ["old", "git 1.8.3 is too old"],
] as const)(
  "git: %s. A run with write access ends with 2 before it starts, and doctor says it too",
  async (git, said) => {
    await using project = await tempProject({}, { git: true });
    const env = { PATH: pathWith(project, git) };
    const refused = await project.start(RUN, { env }).ended;
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(refused.stderr).toContain("git-scm.com");
    const doctor = await project.start(["doctor", "--json"], { env }).ended;
    expect([doctor.exitCode, doctor.stdout]).toEqual([1, expect.stringContaining("programs.git")]);
  },
);

test("without a snapshot an old git will do", async () => {
  await using project = await tempProject();
  const env = { PATH: pathWith(project, "old") };
  const free = ["--no-snapshot", "--allow-destructive-git"];
  expect((await project.start([...RUN, ...free], { env }).ended).exitCode).toBe(0);
  rmSync(project.at("came"));
  expect((await project.start(RUN, { env: { PATH: project.env.PATH ?? "" } }).ended).exitCode).toBe(0);
});
