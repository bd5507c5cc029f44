import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { MODELS, type RealAgent } from "../support/agent-setup.mjs";
import { isInstalled, realAgent } from "../support/real-agent.ts";

const agents = Object.keys(MODELS) as RealAgent[];
/** They have no less (OpenCode). */
const fullOnly: ReadonlySet<string> = new Set(["opencode"]);

for (const agent of agents)
  describe.runIf(isInstalled(agent))(agent, () => {
    test("--continue goes on in its session, twice, and each run counts only itself", async () => {
      const usage = { input: 100, output: 20 };
      await using real = await realAgent(agent, [
        { text: "one", usage },
        { text: "two", usage },
        { text: "three", usage },
      ]);
      const access = fullOnly.has(agent) ? ["--access", "full"] : [];
      const first = await real.run(...access);
      const second = await real.run("--continue", "latest", ...access);
      const third = await real.run("--continue", second.runId.slice(0, -1), ...access);
      const runs = [first, second, third];
      assert.deepEqual(
        runs.map(({ cliExit, output }) => [cliExit, output]),
        [
          [0, "one"],
          [0, "two"],
          [0, "three"],
        ],
      );
      assert.ok(first.sessionId);
      const { sessionId } = first;
      assert.deepEqual(
        runs.map((run) => [run.sessionId, run.tokenUsage.inputTokens, run.tokenUsage.outputTokens]),
        runs.map(() => [sessionId, 100, 20]),
      );
      const last = JSON.stringify(real.model.main().at(-1)?.body);
      assert.match(last, /one.*two/s);
      const { earlier } = await real.project.show(third.runId);
      assert.deepEqual(earlier, [second.runId, first.runId]);
    });
  });
