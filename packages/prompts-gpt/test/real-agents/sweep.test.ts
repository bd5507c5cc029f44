import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { describe, test } from "vitest";
import { agentEnvironment, MODELS } from "../support/agent-setup.mjs";
import { isMemberResult } from "../../src/runs/member.ts";
import type { RecordedEvent, SweepResult } from "../../src/index.ts";
import type { Turn } from "../support/fake-model.mjs";
import { eventsIn, until } from "../support/project.ts";
import { isInstalled, realAgent, running } from "../support/real-agent.ts";

type Agent = "codex" | "claude";

const usage = { input: 100, output: 20 };
const closing = (what: string): Turn => ({ text: `Done.\n\n## Summary\n\n- ${what}`, usage });
/** How the judge's model answers, held to a schema, and where the schema stands in what it was asked. */
const judge = (correctness: number): Turn => ({ text: JSON.stringify(answer(correctness)) });
const SCHEMA = /"format":\{[^]*"correctness"/;
/** What each service says of a limit that its CLI gives up at; Claude Code tries once more. */
const LIMITS: Readonly<Record<Agent, () => Turn>> = {
  codex: () => ({ ...refused, body: { error: { type: "usage_limit_reached", plan_type: "plus", resets_at: now() } } }),
  claude: () => ({ ...refused, message: `Claude AI usage limit reached|${now()}`, times: 2 }),
};
const refused = { status: 429, headers: { "retry-after": "1" }, message: "slow down" };
/** Three seconds: an end that nobody knows is not waited for any longer. */
const BRIEFLY = ["--max-wait", "0.05"];

function answer(correctness: number) {
  return { scores: { correctness }, reasons: { correctness: "" } };
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** A sweep of one file by the real CLI, with every event. */
async function realSweep(
  agent: Agent,
  turns: readonly Turn[],
  more: (place: { home: string; url: string }) => object = () => ({}),
) {
  const real = await realAgent(agent, turns);
  const { project, input, home, model } = real;
  const env = { ...more({ home, url: model.url }), ...input.env };
  await mkdir(project.at(".prompts-gpt/sweeps"), { recursive: true });
  await writeFile(project.at(".prompts-gpt/sweeps/audit.md"), "# Audit\nMend the hinges.\n");
  const start = (...args: readonly string[]) =>
    project.start(["sweep", "--agent", agent, "--model", MODELS[agent], "--access", "full", ...args], { env });
  return {
    ...real,
    start,
    async sweep(...args: readonly string[]) {
      const { exitCode, stdout, stderr } = await start("--events", ...args).ended;
      const events = eventsIn(stdout);
      assert.notEqual(stdout, "", stderr);
      const of = <T extends RecordedEvent["type"]>(type: T) =>
        events.filter((event): event is Extract<RecordedEvent, { type: T }> => event.type === type);
      const members = of("step.finished").flatMap(({ output }) =>
        isMemberResult(output) && output.kind === "member" ? [output] : [],
      );
      const waits = of("step.started").filter(({ input }) => (input as { kind?: string }).kind === "wait");
      const [end] = of("part.finished");
      return {
        exitCode,
        members,
        waits,
        kinds: members.map(({ failure }) => failure?.kind),
        part: { ok: end?.ok, stopped: end?.stopped },
      };
    },
    /** What the model was asked, each as JSON. */
    asked: () => real.model.main().map(({ body }) => JSON.stringify(body)),
  };
}

for (const agent of ["codex", "claude"] as const)
  describe.runIf(isInstalled(agent)).concurrent(agent, () => {
    test("429 with retry-after: the CLI itself waits, and nothing of it is to be seen", async () => {
      await using real = await realSweep(agent, [refused, closing("all of it")]);
      const { exitCode, members, waits } = await real.sweep("-n", "1");
      assert.deepEqual([exitCode, members.length, waits, real.asked().length], [0, 1, [], 2]);
    });

    test("a limit that the CLI gives up at is waited for, and the iteration goes on in the agent's session", async () => {
      await using real = await realSweep(agent, [
        { shell: "echo oiled > left.txt", usage },
        LIMITS[agent](),
        closing("the rest"),
      ]);
      const { exitCode, members, waits, kinds } = await real.sweep("-n", "1", ...BRIEFLY);
      assert.deepEqual([exitCode, kinds], [0, ["usage-limit", undefined]]);
      assert.equal(waits.length, 1);
      const [before, after] = members;
      assert.deepEqual([after?.sessionId, after?.changedFiles], [before?.sessionId, ["left.txt"]]);
      assert.match(
        real.asked().at(-1) ?? "",
        /Mend the hinges\.[^]*left\.txt[^]*Go on with the task where you stopped/,
      );
    });
  });

/** What a sweep does the same whoever works; that each keeps to a schema is in evaluation.test.ts. */
describe.runIf(isInstalled("codex")).concurrent("codex", () => {
  const agent = "codex";

  test("an iteration is told, quoted, how the one before closed", async () => {
    await using real = await realSweep(agent, [closing("oiled the left hinge"), closing("oiled the right one")]);
    assert.equal((await real.sweep("-n", "2")).exitCode, 0);
    const [first = "", second = "", ...others] = real.asked();
    assert.deepEqual(others, []);
    assert.match(first, /Mend the hinges\./);
    assert.doesNotMatch(first, /left hinge/);
    assert.match(second, /Mend the hinges\.[^]*\\n> - oiled the left hinge/);
  });

  test("it ends at the first iteration that its judge accepts; the judge is held to the schema", async () => {
    const turns = [closing("half"), judge(0.4), closing("whole"), judge(0.9), closing("too much")];
    await using real = await realSweep(agent, turns);
    const { exitCode, part, members } = await real.sweep("-n", "3", "--eval-criteria", "correctness");
    assert.deepEqual([exitCode, part, members.length], [0, { ok: true, stopped: "passed" }, 2]);
    const judging = real.asked().map((body) => SCHEMA.test(body));
    assert.deepEqual(judging, [false, true, false, true]);
  });

  test("--max-tokens: what goes over it is stopped, and recorded as such", async () => {
    await using real = await realSweep(agent, [closing("one"), closing("two"), closing("three")]);
    const { exitCode, part, members } = await real.sweep("-n", "3", "--max-tokens", "200");
    assert.deepEqual([exitCode, part, members.length], [1, { ok: false, stopped: "over-budget" }, 2]);
    assert.equal(real.asked().length, 2);
  });

  test("a second sweep meanwhile is 5; Ctrl-C ends the first one with 130, and nothing of it is left", async () => {
    const word = `--sleep-interval=${2000 + process.pid}.${agent.length}`;
    await using real = await realSweep(agent, [{ shell: `tail ${word} -f /dev/null` }, closing("never")]);
    const first = real.start("-n", "2", "--json");
    await until(() => running(word).length > 0);
    const second = await real.start("-n", "1").ended;
    first.child.kill("SIGINT");
    const { exitCode, stdout } = await first.ended;
    assert.equal(second.exitCode, 5);
    assert.match(second.stderr, /prompts-gpt runs stop sweep-/);
    const { status, files } = JSON.parse(stdout) as SweepResult;
    assert.deepEqual([exitCode, status, files[0]?.stopped], [130, "cancelled", "cancelled"]);
    assert.deepEqual([running(word), running(real.project.path), real.asked().length], [[], [], 1]);
  });
});

describe.runIf(isInstalled("codex") && isInstalled("claude"))("codex, then claude", () => {
  test("--failover: the other one goes on with the whole task, and stays", async () => {
    const turns = [{ shell: "echo oiled > left.txt", usage }, LIMITS.codex(), closing("left"), closing("right")];
    await using real = await realSweep("codex", turns, (place) => agentEnvironment("claude", place));
    const { exitCode, members } = await real.sweep("-n", "2", "--failover", "--max-wait", "0");
    assert.equal(exitCode, 0);
    assert.deepEqual(
      members.map(({ provider, ok }) => [provider, ok]),
      [
        ["codex", false],
        ["claude", true],
        ["claude", true],
      ],
    );
    const apis = real.model.main().map(({ api }) => api);
    assert.deepEqual(apis, ["responses", "responses", "anthropic", "anthropic"]);
    assert.match(real.asked()[2] ?? "", /Mend the hinges\./);
  });
});
