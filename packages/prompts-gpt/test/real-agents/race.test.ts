import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "vitest";
import type { OrchestrateParallelResult } from "../../src/index.ts";
import { agentEnvironment, MODELS } from "../support/agent-setup.mjs";
import { startFakeModel, type Turn } from "../support/fake-model.mjs";
import { isInstalled, realAgent, running } from "../support/real-agent.ts";

/** A repository with a test suite that fails until somebody mends `sum.js`. */
const FILES = {
  "package.json": '{ "type": "module", "scripts": { "test": "node --test" } }\n',
  "sum.js": "export const sum = (a, b) => a - b;\n",
  "sum.test.js":
    'import assert from "node:assert/strict";\nimport { test } from "node:test";\nimport { sum } from "./sum.js";\ntest("sum", () => assert.equal(sum(2, 3), 5));\n',
  "mine.txt": "as it was committed\n",
};
const usage = { input: 100, output: 20 };

/** Codex and Claude Code, each with a model of its own, in that repository, in which the user has work that is not committed. */
async function tempRace(turns: (place: { begun: string }) => Readonly<Record<"codex" | "claude", readonly Turn[]>>) {
  const real = await realAgent("codex", []);
  const { project, home } = real;
  const scripts = turns({ begun: join(home, "begun") });
  const models = {
    codex: await startFakeModel({ script: scripts.codex }),
    claude: await startFakeModel({ script: scripts.claude }),
  };
  const urls = (agent: "codex" | "claude") => agentEnvironment(agent, { home, url: models[agent].url });
  const env = { ...project.env, ...urls("codex"), ...urls("claude"), IS_SANDBOX: "1" };
  const git = (...args: string[]) => execFileSync("git", args, { cwd: project.path, env, encoding: "utf8" }).trim();
  for (const [name, text] of Object.entries(FILES)) await writeFile(project.at(name), text);
  git("add", ".");
  git("-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "-qm", "a suite");
  await writeFile(project.at("mine.txt"), "and changed\n");
  await writeFile(project.at("new.txt"), "not even added\n");
  const names = (["codex", "claude"] as const).map((agent) => `${agent}=${MODELS[agent]}`).join(",");
  const cli = (...args: readonly string[]) => project.start(args, { env }).ended;
  return {
    ...real,
    git,
    cli,
    models,
    race: (...args: readonly string[]) =>
      cli(
        "orchestrate",
        "--mode",
        "parallel",
        "--prompt",
        "Mend sum.",
        "--providers",
        names,
        "--access",
        "full",
        "--verify",
        "npm test",
        "--json",
        ...args,
      ),
    async [Symbol.asyncDispose]() {
      await models.codex.close();
      await models.claude.close();
      await real[Symbol.asyncDispose]();
    },
  };
}

function timeOf({ runDir }: OrchestrateParallelResult, name: string, type: string): number {
  const lines = readFileSync(join(runDir, name, "events.jsonl"), "utf8")
    .trim()
    .split("\n");
  const event = lines
    .map((line) => JSON.parse(line) as { type: string; time: string })
    .find((one) => one.type === type);
  return Date.parse(event?.time ?? "");
}

const MEND = "echo 'export const sum = (a, b) => a + b;' > sum.js";

describe.runIf(isInstalled("codex") && isInstalled("claude"))("codex against claude", () => {
  for (const [winner, loser] of [
    ["claude", "codex"],
    ["codex", "claude"],
  ] as const)
    test(`${winner} mends it: ${loser} and all that it had started is gone within a second, and apply gives exactly that`, async () => {
      const word = `--sleep-interval=${3000 + process.pid}.${winner.length}`;
      await using real = await tempRace(({ begun }) => {
        const stuck = [{ shell: `echo 'export const sum = 5;' > sum.js; touch ${begun}; tail ${word} -f /dev/null` }];
        const mends = [
          { shell: `until [ -e ${begun} ]; do sleep 0.1; done; ${MEND}`, usage },
          { text: "Mended.", usage },
        ];
        return winner === "claude" ? { claude: mends, codex: stuck } : { claude: stuck, codex: mends };
      });
      const { project, git, cli, race } = real;
      const { exitCode, stdout, stderr } = await race("--first-verified");
      assert.notEqual(stdout, "", stderr);
      const result = JSON.parse(stdout) as OrchestrateParallelResult;
      assert.deepEqual([exitCode, result.winner], [0, `provider-${winner}`]);
      const verdicts = Object.fromEntries(result.candidates.map(({ name, verdict }) => [name, verdict]));
      assert.deepEqual(verdicts, { [`provider-${winner}`]: "accepted", [`provider-${loser}`]: "cancelled" });
      const took =
        timeOf(result, `provider-${loser}`, "agent.ended") - timeOf(result, `provider-${winner}`, "run.finished");
      assert.ok(took < 1000, `${took} ms`);
      assert.deepEqual([running(word), running(project.path)], [[], []]);
      assert.deepEqual(git("worktree", "list").split("\n").length, 1);
      assert.equal(await readFile(project.at("sum.js"), "utf8"), FILES["sum.js"]);

      const applied = await cli("runs", "apply", result.runId, "--json");
      assert.deepEqual([applied.exitCode, (JSON.parse(applied.stdout) as { paths: string[] }).paths], [0, ["sum.js"]]);
      const kept = join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes/kept", laneOf(result), "result.json");
      const { tree } = JSON.parse(readFileSync(kept, "utf8")) as { tree: string };
      assert.equal(git("diff", "--name-only", "HEAD"), "mine.txt\nsum.js");
      assert.equal(await readFile(project.at("mine.txt"), "utf8"), "and changed\n");
      assert.equal(await readFile(project.at("new.txt"), "utf8"), "not even added\n");
      git("add", "-A");
      assert.equal(git("write-tree"), tree);
      execFileSync("npm", ["test"], { cwd: project.path, stdio: "ignore" });
    });

  test("both mend it and a third judges: the pair is compared twice, and the report has tokens and checks of each", async () => {
    const turns = [
      { shell: MEND, usage },
      { text: "Mended.", usage },
    ];
    const better = { call: { name: "StructuredOutput", args: { better: "tie", reason: "both mend it" } }, usage };
    await using real = await tempRace(() => ({ codex: turns, claude: [...turns, better, better] }));
    const { exitCode, stdout, stderr } = await real.race("--judge", `claude=${MODELS.claude}`);
    assert.notEqual(stdout, "", stderr);
    const result = JSON.parse(stdout) as OrchestrateParallelResult;
    assert.deepEqual([exitCode, result.accepted], [0, true]);
    for (const { verdict, checks, tokenUsage, diff, score } of result.candidates) {
      assert.deepEqual([verdict, checks, diff], ["accepted", { passed: 1, of: 1 }, { files: 1, added: 1, removed: 1 }]);
      assert.deepEqual([tokenUsage?.totalTokens, score], [240, 0.5]);
    }
    assert.deepEqual(
      result.matches.map(({ outcome, reasons }) => [outcome, reasons.length]),
      [["tie", 2]],
    );
    const asked = real.models.claude.main().map(({ body }) => JSON.stringify(body));
    const judged = asked.filter((body) => body.includes("The changes of result B"));
    assert.equal(judged.length, 2);
    for (const body of judged) assert.doesNotMatch(body, /provider-(?:codex|claude)/);
  });
});

function laneOf({ candidates, winner }: OrchestrateParallelResult): string {
  return candidates.find(({ name }) => name === winner)?.laneId ?? "";
}
