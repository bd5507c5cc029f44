import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { OrchestrateEvalResult } from "../../src/index.ts";
import { type CliResult, scriptAgent, tempProject } from "../support/project.ts";

/** Scores as it is told; keeps what it was asked. */
function judge(correctness: number, security: number) {
  const answer = {
    scores: { correctness, security },
    reasons: { correctness: "a.js line 1.", security: "No secret in it." },
  };
  return scriptAgent(`cat > "$HOME/asked"; echo '${JSON.stringify(answer)}'`);
}

const AGENTS = {
  worker: scriptAgent("cat > /dev/null; echo mended >> a.js; echo I mended it."),
  kind: judge(0.9, 0.8),
  strict: judge(0.5, 0.6),
  mute: scriptAgent("cat > /dev/null; echo Nice work, ten out of ten"),
  broken: scriptAgent("cat > /dev/null; echo gone >&2; exit 3"),
};

function tempEval() {
  return tempProject({ "task.md": "Mend a.js.\n", "a.js": "let a;\n" }, { agents: AGENTS });
}

const EVAL = ["orchestrate", "--mode", "eval", "--criteria", "correctness,security", "--json"];

function resultOf({ stdout }: CliResult): OrchestrateEvalResult {
  return JSON.parse(stdout) as OrchestrateEvalResult;
}

describe("orchestrate --mode eval", () => {
  test("an earlier run is scored by several judges: mean, spread and each criterion, out of 100", async () => {
    await using project = await tempEval();
    const run = await project.cli("run", "task.md", "--agent", "worker", "--run-id", "earlier", "--json");
    expect(run.exitCode).toBe(0);
    const ended = await project.cli(...EVAL, "--of", "earlier", "--judges", "kind,strict");
    expect(ended.exitCode).toBe(0);
    const { evaluation, of, runDir } = resultOf(ended);
    expect(of).toBe("earlier");
    expect(evaluation).toMatchObject({
      score: 70,
      spread: 30,
      criteria: { correctness: { score: 70, spread: 40 }, security: { score: 70, spread: 20 } },
      judges: [
        { name: "judge-kind", provider: "kind", score: 85 },
        { name: "judge-strict", provider: "strict", score: 55 },
      ],
    });
    const asked = await readFile(`${project.env.HOME}/asked`, "utf8");
    for (const words of ["> Mend a.js.", "> I mended it.", "> +mended"]) expect(asked).toContain(words);
    const summary: unknown = JSON.parse(await readFile(`${runDir}/orchestrate-summary.json`, "utf8"));
    expect(summary).toMatchObject({ mode: "eval", ok: true, evaluation });
  });

  test("going on is offered where a judge gave no score, and not where that would ask nobody", async () => {
    await using project = await tempEval();
    await project.cli("run", "task.md", "--agent", "worker", "--run-id", "earlier");
    const ends = async (judges: string) => {
      const ended = await project.cli(...EVAL.slice(0, -1), "--of", "earlier", "--judges", judges, "--threshold", "95");
      return [ended.exitCode, ended.stdout.includes("prompts-gpt runs resume")];
    };
    expect([await ends("strict"), await ends("strict,broken")]).toEqual([
      [1, false],
      [1, true],
    ]);
  });

  test("a fresh answer is made, then judged; what it changed stays", async () => {
    await using project = await tempEval();
    const ended = await project.cli(...EVAL, "task.md", "--agent", "worker", "--judges", "kind");
    expect(ended.exitCode).toBe(0);
    const { of, evaluation, runId } = resultOf(ended);
    expect([of, evaluation.score, evaluation.spread]).toEqual([`${runId}/answer`, 85, null]);
    expect(await readFile(project.at("a.js"), "utf8")).toBe("let a;\nmended\n");
  });

  test.each([
    ["70", 0],
    ["71", 1],
  ])("--threshold %s against a mean of 70: exit %i", async (threshold, exitCode) => {
    await using project = await tempEval();
    await project.cli("run", "task.md", "--agent", "worker", "--run-id", "earlier");
    const ended = await project.cli(...EVAL, "--of", "earlier", "--judges", "kind,strict", "--threshold", threshold);
    expect(ended.exitCode).toBe(exitCode);
    const { error } = resultOf(ended);
    if (exitCode === 0) expect(error).toBeUndefined();
    else expect(error).toMatch(/^The score is 70 of 100, and 71 are asked for. correctness 50 \(judge-strict\): a\.js/);
  });

  test.each(["mute", "broken"])(
    "no score from a judge that is %s is none: neither 0 nor 100, and exit 1",
    async (name) => {
      await using project = await tempEval();
      await project.cli("run", "task.md", "--agent", "worker", "--run-id", "earlier");
      const alone = await project.cli(...EVAL, "--of", "earlier", "--judges", name);
      expect(alone.exitCode).toBe(1);
      expect(resultOf(alone).evaluation).toMatchObject({ score: null, spread: null });
      const beside = await project.cli(...EVAL, "--of", "earlier", "--judges", `kind,${name}`, "--threshold", "50");
      expect(beside.exitCode).toBe(1);
      expect(resultOf(beside).evaluation).toMatchObject({ score: 85, spread: null });
      expect(resultOf(beside).error).toContain(`No score from judge-${name}`);
    },
  );

  test("a candidate of a race is judged by what it changed in its lane", async () => {
    await using project = await tempEval();
    const race = ["orchestrate", "--mode", "parallel", "task.md", "--agent", "worker", "--attempts", "2"];
    expect((await project.cli(...race, "--run-id", "race")).exitCode).toBe(0);
    const ended = await project.cli(...EVAL, "--of", "race/attempt-2", "--judges", "kind");
    expect([ended.exitCode, resultOf(ended).of]).toEqual([0, "race/attempt-2"]);
    expect(await readFile(`${project.env.HOME}/asked`, "utf8")).toContain("> +mended");
  });

  test("resume asks only the judges that gave no score", async () => {
    await using project = await tempEval();
    await project.cli("run", "task.md", "--agent", "worker", "--run-id", "earlier");
    const ended = await project.cli(...EVAL, "--of", "earlier", "--judges", "kind,mute", "--run-id", "again");
    expect(ended.exitCode).toBe(1);
    const resumed = await project.cli("runs", "resume", "again", "--json");
    expect(resumed.exitCode).toBe(1);
    const members = (await project.show("again")).members.map(({ name }) => name);
    expect(members.filter((name) => name === "judge-kind")).toHaveLength(1);
    expect(members.filter((name) => name === "judge-mute").length).toBeGreaterThan(2);
  });

  test("what cannot be judged, or makes no sense together: 2", async () => {
    await using project = await tempEval();
    await project.cli("run-batch", "task.md", "--agent", "worker", "--run-id", "several");
    const tries = [
      [["--of", "nowhere", "--judges", "kind"], "no run nowhere"],
      [["--of", "several", "--judges", "kind"], "--of several/prompt-1"],
      [["--of", "several/prompt-1", "--judges", "nobody"], "nobody"],
      [["--of", "several/prompt-1", "task.md"], "one of them is judged"],
      [["--of", "several/prompt-1", "--threshold", "101"], "0 to 100"],
    ] as const;
    for (const [args, words] of tries) {
      const ended = await project.cli(...EVAL, ...args);
      expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining(words)]);
    }
    expect((await project.cli(...EVAL, "--of", "several/prompt-1", "--judges", "kind")).exitCode).toBe(0);
  });
});
