import { execFileSync, spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { runPrompt } from "../../src/index.ts";
import { BIN, tempProject } from "../support/project.ts";

const canMount = process.getuid?.() === 0 && spawnSync("unshare", ["--mount", "true"]).status === 0;
if (!canMount) console.log("skipped: a full and a read-only disk (needs root on Linux to mount one)");

test.runIf(canMount).each([
  {
    disk: "full",
    mount: "size=200k",
    script: "while :; do head -c 4000 /dev/zero | tr '\\0' x; echo; done",
    message: /no space left/i,
  },
  { disk: "read-only", mount: "ro", script: "echo never", message: /read-only file system/i },
])("a $disk disk: a clear error, and the agent is stopped", async ({ mount, script, message }) => {
  await using project = await tempProject();
  const inner = `mount -t tmpfs -o ${mount} tmpfs "$1" && exec "$2" "$3" run --agent sh --prompt "$4" --artifacts-dir "$1"`;
  execFileSync("mkdir", [project.at("disk")]);
  const ended = spawnSync(
    "unshare",
    ["--mount", "sh", "-c", inner, "sh", project.at("disk"), process.execPath, BIN, script],
    {
      cwd: project.path,
      env: project.env,
      encoding: "utf8",
      timeout: 25_000,
    },
  );
  expect(ended.status).toBe(1);
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr).toContain("--artifacts-dir");
  expect(ended.stderr).not.toMatch(/\n\s+at /);
});

test("a run directory that the agent deletes: a clear error, and the agent is stopped", async () => {
  await using project = await tempProject();
  const ended = await project.cli("run", "--agent", "sh", "--prompt", "rm -rf .scripts; sleep 300");
  expect(ended.exitCode).toBe(1);
  expect(ended.stderr).toContain("deleted");
});

test("a listener that throws at the first event: the record says that the run failed", async () => {
  await using project = await tempProject();
  const onEvent = () => {
    throw new Error("broken listener");
  };
  const input = { provider: "sh", prompt: "true", cwd: project.path, env: project.env, runId: "r", onEvent };
  await expect(runPrompt(input)).rejects.toThrow("broken listener");
  expect(await project.show("r")).toMatchObject({ status: "failed", error: "broken listener" });
});
