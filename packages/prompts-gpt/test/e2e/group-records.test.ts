import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunDetails } from "../../src/index.ts";
import { type Project, scriptAgent, tempProject, until } from "../support/project.ts";

const ADDS = scriptAgent('cat > /dev/null; n=$(ls f* 2>/dev/null | wc -l); echo x > f$n; echo "said $n"');

function tempSweep(agents: Readonly<Record<string, object>> = {}) {
  return tempProject({ ".prompts-gpt/sweeps/audit.md": "# Audit\nMend.\n" }, { agents: { adds: ADDS, ...agents } });
}

const SWEEP = ["sweep", "-n", "2", "--agent", "adds", "--run-id", "s1"];

/** One sweep for all; the last one tears its journal. */
describe("what is kept of a sweep that has ended", () => {
  let project: Project;
  beforeAll(async () => {
    project = await tempSweep();
    await project.cli(...SWEEP);
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test("runs show lists the members and what to look at; summary.md lists them too", async () => {
    const { stdout } = await project.cli("runs", "show", "s1");
    expect(stdout).toMatch(/^iteration-1 +succeeded .* 1 file$/m);
    expect(stdout).toContain("prompts-gpt runs show s1/iteration-2");
    expect(stdout).not.toContain("not compared");
    const { members } = await project.show("latest");
    expect(members.map(({ runId, changedFiles }) => [runId, changedFiles])).toEqual([
      ["s1/iteration-1", ["f0"]],
      ["s1/iteration-2", ["f1"]],
    ]);
    expect(await readFile(project.at(".scripts/runs/s1/summary.md"), "utf8")).toContain(
      "- iteration-2 (.prompts-gpt/sweeps/audit.md): succeeded, files changed: 1",
    );
  });

  test("runs logs and runs diff go through the members, in their order", async () => {
    const logs = await project.cli("runs", "logs", "s1");
    expect(logs.stdout).toBe("==> s1/iteration-1 <==\nsaid 0\n==> s1/iteration-2 <==\nsaid 1\n");
    const { stdout } = await project.cli("runs", "diff", "s1");
    expect(stdout.match(/^(?:# s1|\+\+\+ ).*/gm)).toEqual([
      "# s1/iteration-1",
      "+++ b/f0",
      "# s1/iteration-2",
      "+++ b/f1",
    ]);
  });

  test("members are completed behind the id and its slash", async () => {
    expect((await project.cli("complete", "--", "runs", "show", "s1/")).stdout).toBe(
      "s1/iteration-1\ns1/iteration-2\n",
    );
    expect((await project.cli("complete", "--", "restore", "s")).stdout.split("\n")).toContain("s1");
  });

  test("one that has ended stays so where the last line of its journal is torn", async () => {
    const journal = project.at(".scripts/runs/s1/events.jsonl");
    await writeFile(journal, (await readFile(journal, "utf8")).slice(0, -20));
    expect((await project.show("s1")).status).toBe("succeeded");
    const resumed = await project.cli("runs", "resume", "s1");
    expect([resumed.exitCode, resumed.stderr]).toEqual([2, expect.stringContaining("s1 has ended well")]);
  });
});

describe("what is kept of several runs as one", () => {
  test("what an agent has written into the journals is passed over: nothing is hidden by it, and nothing done twice", async () => {
    const damage =
      "printf garbage >> .scripts/runs/s1/events.jsonl; printf '{}\\n' >> .scripts/runs/s1/iteration-1/events.jsonl";
    const damages = scriptAgent(
      `cat > /dev/null; n=$(ls f* 2>/dev/null | wc -l); ${damage}; [ -e again ] || [ $n = 0 ] || exit 1; echo x > f$n`,
    );
    await using project = await tempSweep({ damages });
    const args = ["sweep", "-n", "2", "--agent", "damages", "--run-id", "s1", "--max-retries", "0"];
    expect((await project.cli(...args)).exitCode).toBe(1);
    await rm(project.at(".scripts/runs/s1/meta.json"));
    const { status, members } = await project.show("s1");
    expect([status, members.map((one) => one.status)]).toEqual(["failed", ["succeeded", "failed"]]);
    expect((await project.show("s1/iteration-1")).status).toBe("succeeded");
    await writeFile(project.at("again"), "");
    expect((await project.cli("runs", "resume", "s1")).exitCode).toBe(0);
    expect((await project.show("s1")).members.map((one) => one.runId)).toEqual([
      "s1/iteration-1",
      "s1/iteration-2",
      "s1/iteration-2.2",
    ]);
    expect(existsSync(project.at("f1"))).toBe(true);
  });

  test("runs logs -f of one that goes on ends with it", async () => {
    const slow = scriptAgent(
      "cat > /dev/null; echo begun; touch begun; until [ -e $HOME/go ]; do sleep 0.1; done; echo done",
    );
    await using project = await tempSweep({ slow });
    const sweep = project.start(["sweep", "-n", "2", "--agent", "slow", "--run-id", "s1"]);
    await until(() => existsSync(project.at("begun")));
    const logs = project.start(["runs", "logs", "s1", "-f"]);
    await until(() => logs.output.stdout.includes("begun"));
    await writeFile(join(project.env.HOME, "go"), "");
    expect((await logs.ended).stdout).toBe(
      "==> s1/iteration-1 <==\nbegun\ndone\n==> s1/iteration-2 <==\nbegun\ndone\n",
    );
    await sweep.ended;
  });

  test("one that was killed is said to be resumed, by runs show and by doctor", async () => {
    const waits = scriptAgent("cat > /dev/null; touch begun; sleep 60");
    await using project = await tempSweep({ waits });
    const sweep = project.start(["sweep", "-n", "2", "--agent", "waits", "--run-id", "s1"]);
    await until(() => existsSync(project.at("begun")));
    sweep.child.kill("SIGKILL");
    await sweep.ended;
    expect((await project.cli("runs", "show", "s1")).stdout).toMatch(/interrupted[^]*prompts-gpt runs resume s1/);
    await project.cli("runs", "stop", "s1");
    expect((await project.cli("doctor")).stdout).toContain("prompts-gpt runs resume s1");
  });

  test("runs attach tells one that was resumed to its second end", async () => {
    const fails = scriptAgent('cat > /dev/null; [ -e "$HOME/go" ]');
    await using project = await tempSweep({ fails });
    await project.cli("sweep", "-n", "1", "--agent", "fails", "--max-retries", "0", "--run-id", "s1");
    await writeFile(join(project.env.HOME, "go"), "");
    await project.cli("runs", "resume", "s1");
    const attached = await project.cli("runs", "attach", "s1");
    expect([attached.exitCode, attached.stdout]).toEqual([
      0,
      expect.stringMatching(/Going on where it was[^]*succeeded/),
    ]);
  });
});

describe("work of a lane that could not be applied", () => {
  const BATCH = ["run-batch", "a.md", "b.md", "--agent", "same", "--concurrency", "2"];
  const tempBatch = () =>
    tempProject({ "a.md": "A\n", "b.md": "B\n" }, { agents: { adds: ADDS, same: scriptAgent("cat > same.txt") } });

  test("is said with what to type, and applied by a resumption once nothing is in its way", async () => {
    await using project = await tempBatch();
    const ended = await project.cli(...BATCH, "--run-id", "b1");
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toMatch(/1 file, not applied +b\.md/);
    expect(ended.stdout).toContain("prompts-gpt runs diff b1/prompt-2");
    await rm(project.at("same.txt"));
    const resumed = await project.cli("runs", "resume", "b1");
    expect(resumed.exitCode).toBe(0);
    expect(await readFile(project.at("same.txt"), "utf8")).toBe("B\n");
  });

  test("keeps the record of its run from being removed", async () => {
    await using project = await tempBatch();
    const { batchId } = JSON.parse((await project.cli(...BATCH, "--json")).stdout) as { batchId: string };
    for (let times = 0; times < 2; times += 1)
      await project.cli("run-batch", "a.md", "--agent", "adds", "--max-run-dirs", "1");
    const { runs } = JSON.parse((await project.cli("runs", "list", "--json")).stdout) as { runs: RunDetails[] };
    expect(runs.map(({ runId }) => runId)).toContain(batchId);
    expect(runs).toHaveLength(2);
  });
});
