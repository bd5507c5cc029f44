import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { scriptAgent, tempProject } from "../support/project.ts";

const compile = async (name: string) => {
  const text = await readFile(new URL(`../../schemas/${name}`, import.meta.url), "utf8");
  return new Ajv2020({ validateFormats: false }).compile(JSON.parse(text) as object);
};
const read = async (path: string) => JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;

const scores = '{"scores":{"correctness":0.9},"reasons":{"correctness":"it works"}}';
const agents = {
  worker: scriptAgent('cat > /dev/null; echo x >> work.txt; [ "$(cat work.txt | wc -l)" -eq 1 ] || [ -e "$HOME/go" ]'),
  judge: scriptAgent(`cat > /dev/null; echo '${scores}'`),
};
const files = {
  ".prompts-gpt/one.md": "# One\ndo\n",
  ".prompts-gpt/two.md": "# Two\ndo\n",
};

test("a real sweep, judged, failed and resumed, holds to the schemas of its files", async () => {
  await using project = await tempProject(files, { agents });
  const judged = ["--eval-criteria", "correctness", "--eval-threshold", "1", "--eval-provider", "judge"];
  const args = ["sweep", "one", "-n", "2", "--agent", "worker", "--run-id", "s", "--max-retries", "0", ...judged];
  expect((await project.cli(...args)).exitCode).toBe(1);
  const manifest = project.at(".scripts/runs/s/sweep-manifest.json");
  const isManifest = await compile("sweep-manifest.schema.json");
  isManifest(await read(manifest));
  expect(isManifest.errors).toBeNull();
  await writeFile(join(project.env.HOME, "go"), "");
  expect((await project.cli("runs", "resume", "s")).exitCode).toBe(0);
  const resumed = await read(manifest);
  isManifest(resumed);
  expect(isManifest.errors).toBeNull();
  const members = [{ score: 0.9 }, { score: 0.9, attempts: 2 }];
  expect(resumed).toMatchObject({ sweepId: "s", lost: [{ name: "iteration-2" }], files: [{ members }] });
  expect(isManifest({ ...resumed, status: "fine" })).toBe(false);
  const isScores = await compile("eval-scores.schema.json");
  isScores(await read(project.at(".scripts/runs/s/eval-scores.json")));
  expect(isScores.errors).toBeNull();
});

test("a real batch in lanes, of which one failed, holds to the schema of its summary", async () => {
  const flaky = scriptAgent('cat > /dev/null; echo x > "$PROMPTS_GPT_PORT_BASE.txt"; mkdir "$HOME/first" 2> /dev/null');
  await using project = await tempProject(files, { agents: { flaky } });
  const args = ["run-batch", "one", "two", "--concurrency", "2", "--agent", "flaky", "--run-id", "b"];
  expect((await project.cli(...args)).exitCode).toBe(1);
  const summary = await read(project.at(".scripts/runs/b/batch-summary.json"));
  const isSummary = await compile("batch-summary.schema.json");
  isSummary(summary);
  expect(isSummary.errors).toBeNull();
  expect(summary).toMatchObject({ batchId: "b", succeeded: 1, failed: 1 });
  expect(isSummary({ ...summary, succeeded: -1 })).toBe(false);
});

test("a real race, judged, with one that failed, holds to the schema of its summary", async () => {
  const add = (line: string) => scriptAgent(`cat > /dev/null; echo ${line} > answer.txt`);
  const broken = scriptAgent("cat > /dev/null; exit 3");
  const judging = scriptAgent('cat > /dev/null; echo \'{"better":"A","reason":"it is first"}\'');
  const racers = { one: add("one"), two: add("two"), wrong: add("wrong"), broken, judging };
  await using project = await tempProject(files, { agents: racers });
  const names = ["--providers", "one,two,wrong,broken", "--judge", "judging", "--verify", "! grep -q wrong answer.txt"];
  const args = ["orchestrate", "--mode", "parallel", "one", "--run-id", "p", ...names];
  expect((await project.cli(...args)).exitCode).toBe(1);
  const summary = await read(project.at(".scripts/runs/p/orchestrate-summary.json"));
  const isSummary = await compile("orchestrate-summary.schema.json");
  isSummary(summary);
  expect(isSummary.errors).toBeNull();
  expect(summary).toMatchObject({ mode: "parallel", promptFile: ".prompts-gpt/one.md", accepted: true, ok: false });
  expect(isSummary({ ...summary, accepted: "yes" })).toBe(false);
});

const orchestrated = {
  pipeline: {
    args: ["p", "--trust"],
    holds: {
      steps: [
        { id: "one", status: "failed" },
        { id: "two", status: "skipped" },
      ],
    },
    breaks: { steps: [{ id: "one" }] },
  },
  eval: {
    args: ["--prompt", "do", "--judges", "judge,mute", "--criteria", "correctness"],
    holds: { evaluation: { score: 90, judges: [{ score: 90 }, { score: null }] } },
    breaks: { evaluation: { score: 0.9 } },
  },
  auto: {
    args: ["--goal", "work", "--judges", "judge", "--criteria", "correctness", "--quality-gate", "95"],
    holds: { steps: [{ id: "one", status: "succeeded" }], evaluation: { score: 90 } },
    breaks: { qualityGate: 101 },
  },
} as const;

test.each(Object.entries(orchestrated))(
  "a real %s, failed, holds to the schema of its summary, and its events to theirs",
  async (mode, { args, holds, breaks }) => {
    const yaml =
      "steps: [{ id: one, prompt: A, verify: ['false'], retries: 1 }, { id: two, prompt: B, needs: [one] }]\n";
    const plan = '{"steps":[{"id":"one","prompt":"do","needs":[],"access":"write"}]}';
    const working = scriptAgent(`[ "$(head -c 4)" = Plan ] && echo '${plan}' || echo x >> work.txt; cat > /dev/null`);
    const all = { working, judge: agents.judge, mute: scriptAgent("cat > /dev/null; echo fine") };
    await using project = await tempProject({ ".prompts-gpt/pipelines/p.yaml": yaml }, { agents: all });
    const ended = await project.cli("orchestrate", "--mode", mode, "--agent", "working", "--run-id", "o", ...args);
    expect(ended.exitCode).toBe(1);
    const summary = await read(project.at(".scripts/runs/o/orchestrate-summary.json"));
    const isSummary = await compile("orchestrate-summary.schema.json");
    isSummary(summary);
    expect(isSummary.errors).toBeNull();
    expect(summary).toMatchObject({ mode, ok: false, ...holds });
    expect(isSummary({ ...summary, ...breaks })).toBe(false);
    const isEvent = await compile("events.schema.json");
    const lines = (await readFile(project.at(".scripts/runs/o/events.jsonl"), "utf8")).trim().split("\n");
    for (const line of lines) expect([line, isEvent(JSON.parse(line))]).toEqual([line, true]);
  },
);
