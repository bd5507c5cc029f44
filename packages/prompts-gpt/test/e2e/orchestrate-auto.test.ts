import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { type OrchestrateAutoResult, orchestrateAuto, type AutoProgress } from "../../src/index.ts";
import { BIN, type CliResult, eventsIn, type Project, scriptAgent, tempProject } from "../support/project.ts";
import { needsTmux, openWindow } from "../support/tmux.ts";

const PLAN = {
  steps: [
    { id: "look", prompt: "Look for the bug.", needs: [], access: "read" },
    { id: "mend", prompt: "Mend it: {{steps.look.summary}}", needs: ["look"], access: "write" },
  ],
};
const SCORES =
  '{"scores":{"correctness":0.9,"completeness":0.8},"reasons":{"correctness":"It runs.","completeness":"All."}}';

/** Plans, does steps and judges, as it is asked: what it says as a planner stands in files of its home, one for each time. */
const AGENT = scriptAgent(`
asked=$(cat)
n=$(ls "$HOME" | grep -c asked); printf '%s' "$asked" > "$HOME/asked-$n"
case $asked in
  "Plan how to reach"*) p=$(ls "$HOME" | grep -c planned); touch "$HOME/planned-$p"; cat "$HOME/plan-$p" ;;
  "Judge the work"*) cat work.txt > "$HOME/judged"; cat "$HOME/scores" ;;
  *) echo "$asked" | head -1 >> work.txt; echo "done: $(echo "$asked" | head -1)" ;;
esac
`);

async function tempAuto(plans: readonly (string | object)[], scores = SCORES) {
  const project = await tempProject({}, { agents: { all: AGENT } });
  for (const [index, plan] of plans.entries())
    await writeFile(`${project.env.HOME}/plan-${index}`, typeof plan === "string" ? plan : JSON.stringify(plan));
  await writeFile(`${project.env.HOME}/scores`, scores);
  return project;
}

const AUTO = ["orchestrate", "--mode", "auto", "--agent", "all", "--criteria", "correctness,completeness"];
const JSON_AUTO = [...AUTO, "--goal", "The parser works.", "--json"];

function resultOf({ stdout }: CliResult): OrchestrateAutoResult {
  return JSON.parse(stdout) as OrchestrateAutoResult;
}

/** What stands in the file that is said to keep what was typed. */
function keptIn(stderr: string): Promise<string> {
  return readFile(/kept: (\S+)/.exec(stderr)?.[1] ?? "", "utf8");
}

async function asked(project: { env: { HOME: string } }, number: number): Promise<string> {
  return readFile(`${project.env.HOME}/asked-${number}`, "utf8");
}

/** The whole of a question: the corner is drawn last. */
const QUESTION = /This plan[?][^]*└$/;

/** An editor that types. */
async function searching({ at }: Pick<Project, "at">): Promise<string> {
  await writeFile(at("edit.sh"), '#!/bin/sh\nsed -i.old "s/look/search/g" "$1"\n');
  await chmod(at("edit.sh"), 0o700);
  return at("edit.sh");
}

describe("at a terminal", () => {
  test("the plan is shown and asked about; what is answered is done", async (context) => {
    needsTmux(context);
    await using project = await tempAuto([PLAN]);
    await using window = await openWindow(project, [...AUTO, "--goal", "The parser works."]);
    const asking = await window.sees(QUESTION);
    expect(asking).toMatch(/STEP +AGENT +ACCESS +NEEDS[^]*look +all +read +-[^]*mend +all +write +look/);
    expect(asking).toMatch(/Carry it out[^]*Edit it[^]*Do nothing/);
    expect(existsSync(project.at("work.txt"))).toBe(false);
    window.press("Enter");
    expect(await window.exitCode()).toBe(0);
    expect(window.screen()).toContain("85 of 100");
  });

  test("a plan that was to be shown is not carried out by a resumption that can show it to nobody: 2", async () => {
    await using project = await tempAuto([PLAN]);
    await project.start([...JSON_AUTO, "--edit"], { env: { EDITOR: "false" } }).ended;
    const resumed = await project.cli("runs", "resume", "latest");
    expect([resumed.exitCode, resumed.stderr]).toEqual([2, expect.stringContaining("nobody has accepted it yet")]);
    expect(existsSync(project.at("work.txt"))).toBe(false);
  });

  test("--edit without an editor is 2 before an agent is asked for a plan", async () => {
    await using project = await tempAuto([PLAN]);
    const ended = await project.cli(...JSON_AUTO, "--edit");
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining("Neither VISUAL nor EDITOR names one")]);
    expect(existsSync(project.at(".scripts"))).toBe(false);
  });

  test("a plan that was not accepted is shown again before a resumption carries it out", async (context) => {
    needsTmux(context);
    await using project = await tempAuto([PLAN]);
    const ended = await project.start([...JSON_AUTO, "--edit"], { env: { EDITOR: "false" } }).ended;
    expect(ended.exitCode).toBe(1);
    await using window = await openWindow(project, ["runs", "resume", "latest"]);
    await window.sees(QUESTION);
    window.press("Down", "Down", "Enter");
    expect(await window.exitCode()).toBe(1);
    expect(existsSync(project.at("work.txt"))).toBe(false);
  });

  test("edited there it is shown again; doing nothing is 1, and nothing was done", async (context) => {
    needsTmux(context);
    await using project = await tempAuto([PLAN]);
    const env = { EDITOR: await searching(project), TMPDIR: project.env.HOME };
    await using window = await openWindow(project, [...AUTO, "--goal", "The parser works."], { env });
    await window.sees(QUESTION);
    window.press("Down", "Enter");
    await window.sees(/search +all +read[^]*This plan[?][^]*└$/);
    window.press("Down", "Down", "Enter");
    expect(await window.exitCode()).toBe(1);
    expect([window.screen(), existsSync(project.at("work.txt"))]).toEqual([
      expect.stringMatching(/What was typed is not carried out, and kept:[^]*not accepted/),
      false,
    ]);
  });

  test("Ctrl-C at the question is 130, and resume asks again", async (context) => {
    needsTmux(context);
    await using project = await tempAuto([PLAN]);
    const env = { EDITOR: await searching(project), TMPDIR: project.env.HOME };
    await using window = await openWindow(project, [...AUTO, "--goal", "It works.", "--run-id", "asked"], { env });
    await window.sees(QUESTION);
    window.press("Down", "Enter");
    await window.sees(/search +all +read[^]*This plan[?][^]*└$/);
    window.press("C-c");
    expect(await window.exitCode()).toBe(130);
    expect(window.screen()).toContain("What was typed is not carried out, and kept:");
    await using again = await openWindow(project, ["runs", "resume", "asked"]);
    await again.sees(QUESTION);
    again.press("Enter");
    expect(await again.exitCode()).toBe(0);
    expect(again.screen()).toContain("85 of 100");
  });
});

describe("orchestrate --mode auto", () => {
  test("from a goal to an evaluated result: planned, carried out, judged against the goal", async () => {
    await using project = await tempAuto([PLAN]);
    const ended = await project.cli(...JSON_AUTO, "--save", ".prompts-gpt/pipelines/parser.yaml");
    expect([ended.exitCode, ended.stderr]).toEqual([0, expect.not.stringContaining("error")]);
    const result = resultOf(ended);
    expect(result).toMatchObject({
      mode: "auto",
      ok: true,
      goal: "The parser works.",
      generatedSteps: [
        { name: "look", access: "read", needs: [] },
        { name: "mend", access: "write", needs: ["look"] },
      ],
      pipelineResult: {
        ok: true,
        steps: [
          { id: "look", status: "succeeded" },
          { id: "mend", status: "succeeded" },
        ],
      },
      evaluation: { score: 85, judges: [{ name: "judge-all", score: 85 }] },
    });
    expect(await asked(project, 2)).toContain("> done: Look for the bug.");
    const judged = await asked(project, 3);
    for (const words of ["> The parser works.", "> done: Mend it:", "> +Mend it:"]) expect(judged).toContain(words);
    const saved = await project.cli("orchestrate", "--mode", "pipeline", "parser", "--agent", "all", "--json");
    expect(saved.exitCode).toBe(0);
    const summary: unknown = JSON.parse(await readFile(`${result.runDir}/orchestrate-summary.json`, "utf8"));
    expect(summary).toMatchObject({ mode: "auto", planText: result.planText, evaluation: result.evaluation });
  });

  const unusable = {
    "no JSON": ["I would begin with the parser.", "JSON object"],
    "too many steps": [
      { steps: Array.from({ length: 6 }, (_, n) => ({ ...PLAN.steps[0], id: `s${n}` })) },
      "5 are allowed",
    ],
    "a circle": [{ steps: [{ ...PLAN.steps[0], needs: ["look"] }] }, "circle"],
  } as const;

  /** The planner was asked once more, and told what was wrong. */
  async function expectAskedAgain(project: Project, problem: string): Promise<void> {
    const again = await asked(project, 1);
    expect(again).toContain("You were asked this before");
    expect(again).toContain(problem);
  }

  test("a plan that cannot be used goes back once, with what is wrong, and is mended", async () => {
    const [answer, problem] = unusable["a circle"];
    await using project = await tempAuto([answer, PLAN]);
    const ended = await project.cli(...JSON_AUTO);
    expect(ended.exitCode).toBe(0);
    await expectAskedAgain(project, problem);
  });

  test.each(Object.entries(unusable))(
    "a plan that stays %s goes back once, with what is wrong: 1 with the text kept, nothing carried out; resume asks anew",
    async (_name, [answer, problem]) => {
      await using project = await tempAuto([answer, answer, PLAN]);
      const ended = await project.cli(...JSON_AUTO, "--run-id", "stuck");
      expect(ended.exitCode).toBe(1);
      await expectAskedAgain(project, problem);
      const result = resultOf(ended);
      expect(result.error).toContain(problem);
      expect(result.planText?.trim()).toBe(typeof answer === "string" ? answer : JSON.stringify(answer));
      expect([result.pipelineResult, result.evaluation, existsSync(project.at("work.txt"))]).toEqual([
        null,
        null,
        false,
      ]);
      const resumed = await project.cli("runs", "resume", "stuck", "--json");
      expect([resumed.exitCode, resultOf(resumed).evaluation?.score]).toEqual([0, 85]);
    },
  );

  test("a score under --quality-gate: 1, with the reasons; what was done is kept, and judged where it was done", async () => {
    await using project = await tempAuto([PLAN], SCORES.replace("0.9", "0.3").replace("It runs.", "It does not run."));
    const ended = await project.cli(...JSON_AUTO, "--quality-gate", "60");
    expect(ended.exitCode).toBe(1);
    expect(resultOf(ended)).toMatchObject({ evaluation: { score: 55 }, pipelineResult: { ok: true } });
    expect(resultOf(ended).error).toBe(
      "The score is 55 of 100, and 60 are asked for. correctness 30 (judge-all): It does not run.",
    );
    expect(await readFile(`${project.env.HOME}/judged`, "utf8")).toMatch(/^Mend it: /m);
    expect([resultOf(ended).pipelineResult?.applied, existsSync(project.at("work.txt"))]).toEqual([false, false]);
    expect((await project.cli("runs", "apply", "latest")).exitCode).toBe(0);
    expect(await readFile(project.at("work.txt"), "utf8")).toMatch(/^Mend it: /m);
  });

  test("no score is none: 1, and neither 0 nor 100", async () => {
    await using project = await tempAuto([PLAN], "Splendid.");
    const ended = await project.cli(...JSON_AUTO, "--quality-gate", "0");
    expect([ended.exitCode, resultOf(ended).evaluation?.score]).toEqual([1, null]);
  });

  test("a step that fails ends it before it is judged", async () => {
    await using project = await tempAuto([PLAN]);
    const ended = await project.cli(...JSON_AUTO, "--verify", "echo red; false");
    expect(ended.exitCode).toBe(1);
    const { pipelineResult, evaluation } = resultOf(ended);
    expect(evaluation).toBeNull();
    expect(pipelineResult).toMatchObject({ ok: false, steps: [{ attempts: 1 }, { status: "failed", attempts: 3 }] });
  });

  test("--edit opens the plan in $EDITOR, started as words and never by a shell; what is saved is carried out", async () => {
    await using project = await tempAuto([PLAN]);
    const editor = project.at("my editor.mjs");
    await writeFile(
      editor,
      `import { readFileSync, writeFileSync } from "node:fs";
const path = process.argv.at(-1);
writeFileSync(path, readFileSync(path, "utf8").replace("Look for the bug.", "Look twice; touch pwned."));\n`,
    );
    await writeFile(project.at("edit.mjs"), `await import(${JSON.stringify(`file://${editor}`)});\n`);
    const env = { EDITOR: `${process.execPath} ${project.at("edit.mjs")} ;touch pwned;` };
    const ended = await project.start([...JSON_AUTO, "--edit"], { env }).ended;
    expect(ended.exitCode).toBe(0);
    expect(resultOf(ended).planText).toContain("Look twice; touch pwned.");
    expect(await readFile(project.at("work.txt"), "utf8")).toMatch(/^Look twice/);
    expect(existsSync(project.at("pwned"))).toBe(false);
  });

  test("a plan that was broken in the editor, and no editor: nothing is carried out", async () => {
    await using project = await tempAuto([PLAN, PLAN]);
    await writeFile(
      project.at("spoil.mjs"),
      'import { writeFileSync } from "node:fs";writeFileSync(process.argv.at(-1), "steps: 7\\n");',
    );
    const env = { EDITOR: `${process.execPath} ${project.at("spoil.mjs")}`, TMPDIR: project.env.HOME };
    const broken = await project.start([...JSON_AUTO, "--edit"], { env }).ended;
    expect([broken.exitCode, resultOf(broken).error]).toEqual([1, expect.stringContaining("allowed: a list of 1 to")]);
    expect(await keptIn(broken.stderr)).toBe("steps: 7\n");
    const none = await project.cli(...JSON_AUTO, "--edit");
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining("EDITOR=vi")]);
    expect(existsSync(project.at("work.txt"))).toBe(false);
  });

  test.each([
    ["ended with 3", 'steps: [{ id: a, prompt: "Mend it." }]\n', "process.exitCode = 3", 0],
    ["left more than 256 KiB", `# ${"long ".repeat(60_000)}\n`, "", 4],
    ["left no text", "steps: \0\n", "", 4],
  ])("an editor that %s: nothing is carried out, what was typed is kept, and what to type works", async (...row) => {
    const [, typed, then, next] = row;
    await using project = await tempAuto([PLAN]);
    await writeFile(project.at("typed"), typed);
    const save = 'const f = await import("node:fs"); f.copyFileSync("typed", process.argv.at(-1));';
    await writeFile(project.at("edit.mjs"), save + then);
    const env = { EDITOR: `${process.execPath} ${project.at("edit.mjs")}`, TMPDIR: project.env.HOME };
    const ended = await project.start([...JSON_AUTO, "--verify", "true 'it'", "--edit"], { env }).ended;
    expect([ended.exitCode, await keptIn(ended.stderr)]).toEqual([1, typed]);
    expect(existsSync(project.at("work.txt"))).toBe(false);
    const [, words = ""] = /try: prompts-gpt (.*)/.exec(ended.stderr) ?? [];
    expect(words).toMatch(/plan[.]yaml --agent all --verify '/);
    const shell = ["-c", `exec "$0" "$1" ${words} --json`, process.execPath, BIN];
    const again = spawnSync("sh", shell, { cwd: project.path, env: project.env, encoding: "utf8" });
    expect([again.status, again.stderr]).toEqual([next, expect.anything()]);
    if (next === 0) expect(await readFile(project.at("work.txt"), "utf8")).toMatch(/^Mend it[.]/);
  });

  test("a dry run asks no agent; what makes no sense: 2", async () => {
    await using project = await tempAuto([]);
    const dry = await project.cli(...JSON_AUTO, "--dry-run");
    expect(JSON.parse(dry.stdout)).toMatchObject({ mode: "auto", maxSteps: 5, qualityGate: 70 });
    const tries = [
      [[...AUTO], "--goal"],
      [[...JSON_AUTO, "--max-steps", "21"], "1 to 20"],
      [[...JSON_AUTO, "--quality-gate", "101"], "0 to 100"],
      [[...JSON_AUTO, "--save", "README.md"], "*.yaml"],
      [[...JSON_AUTO, "--interactive"], "no terminal"],
      [[...JSON_AUTO, "task.md"], "--goal"],
      [[...JSON_AUTO, "--judges", "nobody"], "nobody"],
    ] as const;
    for (const [args, words] of tries) {
      const ended = await project.cli(...args);
      expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining(words)]);
    }
    expect(existsSync(project.at(".scripts"))).toBe(false);
  });

  test("events tell of the plan", async () => {
    await using project = await tempAuto([PLAN]);
    const ended = await project.cli(...AUTO, "--goal", "The parser works.", "--events");
    const plans = eventsIn(ended.stdout).filter(({ type }) => type === "auto.plan");
    expect(plans).toMatchObject([{ steps: [{ name: "look" }, { name: "mend" }] }]);
  });

  test("SDK: onPlan sees it, and may change or refuse it; onProgress is told of the plan and of each step", async () => {
    await using project = await tempAuto([PLAN, PLAN]);
    const common = { goal: { description: "The parser works.", constraints: ["Change no test."] }, agent: "all" };
    const place = { cwd: project.path, env: project.env, criteria: ["correctness", "completeness"] };
    const progress: AutoProgress[] = [];
    const shown: number[] = [];
    const result = await orchestrateAuto({
      ...common,
      ...place,
      onPlan({ text, steps }) {
        shown.push(steps.length);
        return text.replace("Look for the bug.", "Look once more.");
      },
      onProgress: (one) => void progress.push(one),
    });
    expect(result.ok).toBe(true);
    expect(shown).toEqual([2, 2]);
    expect(await asked(project, 0)).toContain("> - Change no test.");
    expect(await asked(project, 1)).toMatch(/^Look once more\./);
    const told = progress.map((one) => (one.type === "auto_plan" ? one.type : `${one.type} ${one.step}`));
    expect(told).toEqual([
      "auto_plan",
      "step_started look",
      "step_finished look",
      "step_started mend",
      "step_finished mend",
    ]);
    const refused = await orchestrateAuto({ ...common, ...place, onPlan: () => null });
    expect(refused).toMatchObject({ ok: false, exitCode: 1, pipelineResult: null });
  });
});
