import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { MODELS, type RealAgent } from "../support/agent-setup.mjs";
import { isInstalled, realAgent } from "../support/real-agent.ts";

const agents = Object.keys(MODELS) as RealAgent[];
/** They have no less (OpenCode). */
const fullOnly: ReadonlySet<string> = new Set(["opencode"]);

/** That a third run goes on as a second one does is ours. */
const thrice: ReadonlySet<string> = new Set(["codex", "claude"]);

for (const agent of agents)
  describe.runIf(isInstalled(agent))(agent, () => {
    test(`--continue goes on in its session${thrice.has(agent) ? ", twice" : ""}, and each run counts only itself`, async () => {
      const usage = { input: 100, output: 20 };
      await using real = await realAgent(agent, [
        { text: "one", usage },
        { text: "two", usage },
        { text: "three", usage },
      ]);
      const access = fullOnly.has(agent) ? ["--access", "full"] : [];
      const first = await real.run(...access);
      const second = await real.run("--continue", "latest", ...access);
      const runs = [first, second];
      if (thrice.has(agent)) runs.push(await real.run("--continue", second.runId.slice(0, -1), ...access));
      assert.ok(first.sessionId);
      const { sessionId } = first;
      assert.deepEqual(
        runs.map((run) => [run.cliExit, run.output, run.sessionId]),
        ["one", "two", "three"].slice(0, runs.length).map((word) => [0, word, sessionId]),
      );
      assert.deepEqual(
        runs.map(({ tokenUsage }) => [tokenUsage.inputTokens, tokenUsage.outputTokens]),
        runs.map(() => [100, 20]),
      );
      const asked = JSON.stringify(real.model.main().at(-1)?.body);
      assert.match(asked, runs.length === 3 ? /one.*two/s : /one/);
      const { earlier } = await real.project.show(runs.at(-1)?.runId ?? "");
      assert.deepEqual(
        earlier,
        runs
          .slice(0, -1)
          .toReversed()
          .map(({ runId }) => runId),
      );
    });
  });
