import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { scriptAgent, tempProject, until } from "../support/project.ts";

/** Says that it has begun, and goes on until it is told to end. */
const agents = {
  waits: scriptAgent("cat > /dev/null; touch begun; while [ ! -e go ]; do sleep 0.05; done; echo done"),
  stays: scriptAgent("cat > /dev/null; touch begun; while :; do echo beat >> beats; sleep 0.05; done"),
};
const files = { ".prompts-gpt/sweeps/audit.md": "# Audit\nMend.\n", ".prompts-gpt/fix.md": "# Fix\nMend.\n" };

/** They only read, so they work in the folder itself. */
const RACE = [
  "orchestrate",
  "--mode",
  "parallel",
  "fix",
  "--attempts",
  "2",
  "--access",
  "read",
  "--concurrency",
  "1",
] as const;

describe.each([
  ["sweep", ["sweep", "-n", "2"], /iteration 1 of 2\n +succeeded[^]*iteration 2 of 2\n +succeeded/],
  ["run-batch", ["run-batch", "fix", "audit"], /prompt-1\n +succeeded[^]*prompt-2\n +succeeded/],
  ["orchestrate", RACE, /attempt-1\n +succeeded[^]*attempt-2\n +succeeded/],
] as const)("%s --detach", (_, command, told) => {
  async function detached(agent: string) {
    const project = await tempProject(files, { agents });
    const { exitCode, stdout, stderr } = await project.cli(...command, "--agent", agent, "--detach", "--json");
    expect([exitCode, stderr]).toEqual([0, ""]);
    const { runId, runDir } = JSON.parse(stdout) as { runId: string; runDir: string };
    await until(() => existsSync(project.at("begun")));
    return { ...project, project, runId, runDir };
  }

  test("goes on in the background; runs attach tells of it and ends as it does", async () => {
    await using sent = await detached("waits");
    expect((await sent.show(sent.runId)).status).toBe("running");
    const attached = sent.project.start(["runs", "attach", sent.runId]);
    await until(() => attached.output.stdout !== "");
    await writeFile(sent.project.at("go"), "");
    const { exitCode, stdout } = await attached.ended;
    expect([exitCode, (await sent.show(sent.runId)).status]).toEqual([0, "succeeded"]);
    expect(stdout).toMatch(told);
    expect(stdout).toMatch(new RegExp(`\\nsucceeded after [^]*next +prompts-gpt runs show ${sent.runId}`));
  });

  test("runs stop ends it and everything in it", async () => {
    await using sent = await detached("stays");
    await until(() => existsSync(sent.project.at("beats")));
    const stopped = await sent.project.cli("runs", "stop", sent.runId, "--json");
    const beats = () => readFileSync(sent.project.at("beats")).length;
    const before = beats();
    expect([stopped.exitCode, await sent.show(sent.runId)]).toMatchObject([0, { status: "cancelled", exitCode: 143 }]);
    expect(beats()).toBe(before); // another process was started meanwhile: it would have gone on
  });

  test("what is wrong is said before, and nothing is started", async () => {
    await using project = await tempProject(files, { agents });
    const refused = await project.cli(...command, "--agent", "nobody", "--detach");
    expect([refused.exitCode, existsSync(project.at(".scripts"))]).toEqual([2, false]);
  });
});
