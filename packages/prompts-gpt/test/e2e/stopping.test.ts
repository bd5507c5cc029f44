import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { runPrompt } from "../../src/index.ts";
import { eventsIn, type Project, tempProject, until } from "../support/project.ts";
import { isRunning } from "../support/supervised.ts";

/** Ends well when asked to, which takes a moment, and leaves a child in a session of its own. */
const POLITE = `trap 'echo stopping; exit 0' TERM; setsid sleep 400 & echo pid $!; while :; do sleep 0.05; done`;
const DEAF = `trap '' TERM; echo pid $$; while :; do sleep 0.05; done`;

async function started(project: Project, script: string, ...args: string[]) {
  const run = project.start(["run", "--agent", "sh", "--prompt", script, "--events", "--run-id", "r", ...args]);
  await until(() => run.output.stdout.includes("pid "));
  return run;
}

test.each([
  ["SIGINT", 130, "Ctrl-C"],
  ["SIGTERM", 143, "SIGTERM"],
  ["SIGHUP", 129, "the terminal was closed"],
] as const)("%s stops the agent, finishes the record, and exits with %i", async (signal, exitCode, why) => {
  await using project = await tempProject();
  const run = await started(project, POLITE);
  run.child.kill(signal);
  expect((await run.ended).exitCode).toBe(exitCode);
  const shown = await project.show("r");
  expect(shown).toMatchObject({
    status: "cancelled",
    exitCode,
    agentExit: { kind: "cancelled", why },
    failure: { kind: "cancelled" },
  });
  expect(await readFile(project.at(".scripts/runs/r/output.log"), "utf8")).toContain("stopping");
  expect(eventsIn(run.output.stdout).at(-1)?.type).toBe("run.finished");
});

test("Ctrl-C twice kills an agent that does not listen, and the record is finished all the same", async () => {
  await using project = await tempProject();
  const run = await started(project, DEAF);
  run.child.kill("SIGINT");
  await until(() => run.output.stderr.includes("Stopping"));
  const asked = performance.now();
  run.child.kill("SIGINT");
  expect((await run.ended).exitCode).toBe(130);
  expect(performance.now() - asked).toBeLessThan(5000); // the grace is 8 s
  expect((await project.show("r")).status).toBe("cancelled");
});

test.each([
  ["--timeout", "timed-out"],
  ["--idle-timeout", "hung"],
] as const)("%s ends a run that takes too long", async (flag, kind) => {
  await using project = await tempProject();
  const { exitCode, result } = await project.run("echo up; sleep 60", flag, "1");
  expect([exitCode, result.failure?.kind]).toEqual([1, kind]);
});

test("--detach, runs attach, runs stop", async () => {
  await using project = await tempProject();
  const detached = await project.cli(
    "run",
    "--agent",
    "sh",
    "--prompt",
    `echo pid $$; sleep 400`,
    "--detach",
    "--json",
  );
  const { runId } = JSON.parse(detached.stdout) as { runId: string };
  expect((await project.show(runId)).status).toBe("running");
  const attached = project.start(["runs", "attach", runId]);
  await until(() => attached.output.stdout.includes("pid ") || attached.output.stderr.includes("pid "));
  const stopped = await project.cli("runs", "stop", runId, "--json");
  expect(stopped.exitCode).toBe(0);
  expect((await attached.ended).exitCode).toBe(143);
  expect(await project.show(runId)).toMatchObject({ status: "cancelled", exitCode: 143 });
});

test("runs logs -f ends with the run", async () => {
  await using project = await tempProject();
  const run = await started(project, "echo pid 0; sleep 0.7; echo last");
  const followed = await project.cli("runs", "logs", "r", "-f");
  await run.ended;
  expect(followed.stdout).toBe("pid 0\nlast\n");
});

test("when prompts-gpt itself is killed, the run is shown as interrupted, and `runs stop` ends what it left", async () => {
  await using project = await tempProject();
  const run = await started(project, `sleep 401 & echo pid $!; wait`, "--keep-processes"); // by marker: no namespace ends it
  const [, pid] = /pid (\d+)/.exec(run.output.stdout) ?? [];
  run.child.kill("SIGKILL");
  await run.ended;
  expect((await project.show("r")).status).toBe("interrupted");
  expect(isRunning(Number(pid))).toBe(true);
  const stopped = JSON.parse((await project.cli("runs", "stop", "r", "--json")).stdout) as { orphans: number };
  expect(stopped.orphans).toBeGreaterThan(0);
  await until(() => !isRunning(Number(pid)));
});

test("with --keep-processes what the agent started lives on, and is listed", async () => {
  await using project = await tempProject();
  const { result } = await project.run("setsid sleep 402 & sleep 0.1; echo done", "--keep-processes");
  expect(result).toMatchObject({ ok: true, leftProcesses: [{ command: "sleep 402" }] });
  for (const { pid } of result.leftProcesses) process.kill(pid, "SIGKILL");
});

test("a kept process that goes on printing does not keep the run", async () => {
  await using project = await tempProject();
  const chatty = "while :; do echo still here; sleep 0.02; done";
  const { result } = await project.run(`setsid sh -c '${chatty}' & sleep 0.2; echo done`, "--keep-processes");
  expect(result.ok).toBe(true);
  for (const { pid } of result.leftProcesses) if (isRunning(pid)) process.kill(pid, "SIGKILL");
});

test("a detached run with an id that is taken is refused, and says so", async () => {
  await using project = await tempProject();
  await project.run("true", "--run-id", "nightly");
  const again = await project.cli("run", "--agent", "sh", "--prompt", "true", "--run-id", "nightly", "--detach");
  expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining("already")]);
});

test("runs stop ends one run of a program, and not the program", async () => {
  await using project = await tempProject();
  const run = runPrompt({
    provider: "sh",
    prompt: "echo up; sleep 300",
    cwd: project.path,
    env: project.env,
    runId: "mine",
  });
  await until(() => readFile(project.at(".scripts/runs/mine/output.log"), "utf8").then(Boolean, () => false));
  const stopped = await project.cli("runs", "stop", "mine", "--json");
  expect(JSON.parse(stopped.stdout)).toMatchObject({ status: "cancelled" });
  expect(await run).toMatchObject({ status: "cancelled", exitCode: 143 });
});
