import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { OrchestrateAutoResult, PipelineResult } from "../../src/index.ts";
import { groupMarker } from "../../src/process/marker.ts";
import { markedWith } from "../../src/process/process-table.ts";
import { type Project, scriptAgent, tempProject } from "../support/project.ts";
import { placesOf } from "../support/samples.ts";

const FAULT = fileURLToPath(new URL("../support/fault-journal.mjs", import.meta.url));

/** Plans, judges, or adds what it is asked to a file; says what it used, and leaves a process behind that would go on for a minute. */
const WORKER = scriptAgent(
  `
asked=$(cat); first=$(echo "$asked" | head -1)
say() { node -e 'console.log(JSON.stringify({ type: "agent.final", ok: true, text: process.argv[1] }))' "$1"; }
echo '{"type":"agent.usage","usage":{"inputTokens":100,"cachedInputTokens":0,"outputTokens":10,"reasoningTokens":0,"totalTokens":110},"cumulative":false}'
case $first in
  "Plan how to reach"*) say "$(cat $HOME/plan)" ;;
  "Judge the work"*) say '{"scores":{"correctness":0.9},"reasons":{"correctness":"It is there."}}' ;;
  Look*) say "Two lines are missing." ;;
  *) echo "$first" >> work.txt; sleep 60 & say "done: $first" ;;
esac
`,
  "jsonl",
);

const PIPELINE = `
steps:
  - { id: look, access: read, prompt: Look. }
  - { id: one, needs: [look], prompt: One., verify: ["test $(wc -l < work.txt) -ge 2"], retries: 1 }
  - { id: aside, access: read, prompt: Look aside. }
  - { id: two, needs: [one], prompt: "Two.{{steps.one.summary}}" }
`;
const PLAN = {
  steps: [
    { id: "look", prompt: "Look.", needs: [], access: "read" },
    { id: "one", prompt: "One.", needs: ["look"], access: "write" },
    { id: "two", prompt: "Two.", needs: ["one"], access: "write" },
  ],
};

/** Judges otherwise: of two that say the same it could not be told whose score was lost. */
const STRICT = scriptAgent(
  `
cat > /dev/null
echo '{"type":"agent.usage","usage":{"inputTokens":100,"cachedInputTokens":0,"outputTokens":10,"reasoningTokens":0,"totalTokens":110},"cumulative":false}'
node -e 'console.log(JSON.stringify({ type: "agent.final", ok: true, text: JSON.stringify({ scores: { correctness: 0.5 } }) }))'
`,
  "jsonl",
);

async function tempVictim() {
  const agents = { worker: WORKER, strict: STRICT };
  const project = await tempProject({ ".prompts-gpt/pipelines/p.yaml": PIPELINE }, { agents });
  await writeFile(join(project.env.HOME, "plan"), JSON.stringify(PLAN));
  await writeFile(project.at("mine.txt"), "mine\n");
  return project;
}

const COMMON = ["--agent", "worker", "--run-id", "victim", "--json"];
const JUDGING = ["--criteria", "correctness"];
const MODES = {
  pipeline: {
    args: ["orchestrate", "--mode", "pipeline", "p", "--trust", ...COMMON],
    work: "One.\nOne.\nTwo.\n",
    members: 5,
    within: "step-one",
    score: undefined,
  },
  auto: {
    args: ["orchestrate", "--mode", "auto", "--goal", "Two lines.", ...JUDGING, ...COMMON],
    work: "One.\nTwo.\n",
    members: 5,
    within: "step-two",
    score: 90,
  },
  eval: {
    args: ["orchestrate", "--mode", "eval", "--prompt", "One.", "--judges", "worker,strict", ...JUDGING, ...COMMON],
    work: "One.\n",
    members: 3,
    within: "judge-strict",
    score: 70,
  },
} as const;

/** How many lines each journal of this mode has when nothing stops it; by then it is as it should be. */
const lengths = new Map<string, Promise<Readonly<Record<"run" | "member", number>>>>();

function lengthsOf(mode: keyof typeof MODES) {
  const known = lengths.get(mode) ?? undisturbed(mode);
  lengths.set(mode, known);
  return known;
}

async function undisturbed(mode: keyof typeof MODES) {
  await using project = await tempVictim();
  expect((await project.cli(...MODES[mode].args)).exitCode).toBe(0);
  await expectUndisturbed(project, mode);
  expect(await readFile(project.at("mine.txt"), "utf8")).toBe("mine\n");
  const count = async (folder: string) => (await readFile(`${folder}/events.jsonl`, "utf8")).trim().split("\n").length;
  const runDir = project.at(".scripts/runs/victim");
  return { run: await count(runDir), member: await count(`${runDir}/${MODES[mode].within}`) };
}

/** The places that are tried lie apart: together they meet the first write and the last, and each kind of step begun and ended. */
describe("SIGKILL at every journal write, then resume", () => {
  test.each([
    ["pipeline", "run", "after", { from: 5, every: 9 }],
    ["pipeline", "run", "half", { from: 1, every: 7 }],
    ["pipeline", "member", "before", { from: 2, every: 5 }],
    ["auto", "run", "after", { from: 1, every: 9 }],
    ["auto", "member", "before", { from: 5, every: 9 }],
    ["eval", "run", "after", { from: 4, every: 5 }],
    ["eval", "member", "half", { from: 3, every: 5 }],
  ] as const)(
    "%s, of the %s's journal (%s): files, steps and ledger as if nothing had happened",
    { timeout: 400_000 },
    async (mode, journal, how, some) => {
      const { args, within } = MODES[mode];
      const file = journal === "run" ? "victim/events\\.jsonl$" : `${within}/events\\.jsonl$`;
      const places = placesOf((await lengthsOf(mode))[journal], some);
      let killed = 0;
      for (const at of places) {
        await using project = await tempVictim();
        const env = { FAULT_JOURNAL: file, FAULT_AT: String(at), FAULT_HOW: how };
        const first = await project.start(args, { node: ["--import", FAULT], env }).ended;
        const done = first.exitCode !== null;
        if (!done) {
          killed += 1;
          await expectUntouched(project, mode);
          await moveOn(project);
          await resumeOrBegin(project, args);
        }
        await expectUndisturbed(project, mode);
        expect(await readFile(project.at("mine.txt"), "utf8")).toBe(done ? "mine\n" : "mine\nmore\n");
      }
      // Lines may be written together, and the last place is not reached then.
      expect(killed).toBeGreaterThanOrEqual(Math.max(1, places.length - 1));
    },
  );
});

/** The user's folder has all of it, or nothing. */
async function expectUntouched(project: Project, mode: keyof typeof MODES): Promise<void> {
  if (!existsSync(project.at("work.txt"))) return;
  expect(await readFile(project.at("work.txt"), "utf8")).toBe(MODES[mode].work);
}

/** The user works on meanwhile: what was uncommitted becomes another commit. */
async function moveOn(project: Project): Promise<void> {
  await appendFile(project.at("mine.txt"), "more\n");
  const git = (...args: string[]) => execFileSync("git", args, { cwd: project.path, env: project.env });
  git("add", "mine.txt");
  git("-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "-qm", "mine");
}

/** A run that was killed before its first event was written is none yet. */
async function resumeOrBegin(project: Project, args: readonly string[]): Promise<void> {
  const resumed = await project.cli("runs", "resume", "victim", "--json");
  if (resumed.exitCode === 0) return;
  const text = await readFile(project.at(".scripts/runs/victim/events.jsonl"), "utf8");
  if (/has ended well/.test(resumed.stderr)) return; // all of it was written
  expect([resumed.stderr, text]).toEqual([
    expect.stringMatching(/holds no run|no first event/),
    expect.not.stringContaining("\n"),
  ]);
  const again = await project.cli(...args.map((word) => (word === "victim" ? "victim-2" : word)));
  expect(again.exitCode).toBe(0);
}

interface Summary {
  readonly ok: boolean;
  readonly tokenUsage: { readonly totalTokens: number };
  readonly lost: readonly { readonly tokenUsage: { readonly totalTokens: number } }[];
  readonly steps?: PipelineResult["steps"];
  readonly evaluation?: OrchestrateAutoResult["evaluation"];
}

/** None where nobody has worked in a lane. */
const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

async function expectUndisturbed(project: Project, mode: keyof typeof MODES): Promise<void> {
  const { work, members, score } = MODES[mode];
  expect(await readFile(project.at("work.txt"), "utf8")).toBe(work);
  expect(await markedWith(groupMarker(project.at(".scripts/runs/victim")))).toEqual([]);
  const lanes = join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes");
  expect(existsSync(lanes)).toBe(mode !== "eval");
  const left = [...namesIn(lanes), ...namesIn(project.at(".git/worktrees"))];
  expect(left.filter((name) => name !== "kept" && !name.includes("lock"))).toEqual([]);
  const path = project.at(".scripts/runs/victim/orchestrate-summary.json");
  const summary = await readFile(path, "utf8").then(
    (text) => JSON.parse(text) as Summary,
    () => undefined, // begun anew under another name, or killed behind its last event
  );
  if (summary === undefined) return;
  const lost = summary.lost.reduce((sum, { tokenUsage }) => sum + tokenUsage.totalTokens, 0);
  expect(summary).toMatchObject({ ok: true, tokenUsage: { totalTokens: 110 * members + lost } });
  for (const { status } of summary.steps ?? []) expect(status).toBe("succeeded");
  expect(summary.evaluation?.score).toBe(score);
}

describe("resume", () => {
  test("a step that failed is done again, and what it had kept from starting; those that had ended well are not", async () => {
    const flaky = scriptAgent('p=$(cat | head -1); echo "$p" >> work.txt; [ -e "$HOME/$p" ] || exit 3; echo done');
    const yaml = `steps:
  - { id: one, prompt: One. }
  - { id: two, needs: [one], prompt: Two. }
  - { id: three, needs: [two], prompt: Three. }
`;
    await using project = await tempProject({ ".prompts-gpt/pipelines/p.yaml": yaml }, { agents: { flaky } });
    const args = ["orchestrate", "--mode", "pipeline", "p", "--agent", "flaky", "--run-id", "r", "--json"];
    expect((await project.cli(...args)).exitCode).toBe(1);
    for (const [step, exitCode] of [
      ["One.", 1],
      ["Two.", 1],
      ["Three.", 0],
    ] as const) {
      await writeFile(join(project.env.HOME, step), "");
      expect((await project.cli("runs", "resume", "r")).exitCode).toBe(exitCode);
    }
    expect(await readFile(project.at("work.txt"), "utf8")).toBe("One.\nTwo.\nThree.\n"); // none of them twice
    const members = (await project.show("r")).members.filter(({ name }) => name === "step-one");
    expect(members.map(({ status }) => status)).toEqual(["failed", "succeeded"]); // nor done twice
  });

  test("a plan that was changed in the record after it was accepted is not carried out", async () => {
    const { args } = MODES.auto;
    const failing = scriptAgent(
      'asked=$(cat); case $asked in "Plan how"*) cat $HOME/plan ;; Two*) exit 3 ;; *) echo done ;; esac',
    );
    await using other = await tempProject({}, { agents: { worker: failing } });
    await writeFile(join(other.env.HOME, "plan"), JSON.stringify(PLAN));
    expect((await other.cli(...args)).exitCode).toBe(1);
    const journal = other.at(".scripts/runs/victim/events.jsonl");
    const text = await readFile(journal, "utf8");
    const changed = text.replaceAll(/("id":"one","needs":\["look"\].*?"verify":)\[\]/g, '$1["touch pwned"]');
    expect(changed).not.toBe(text);
    await writeFile(journal, changed);
    const resumed = await other.cli("runs", "resume", "victim");
    expect([resumed.exitCode, resumed.stderr]).toEqual([2, expect.stringContaining("not the one that was accepted")]);
  });
});
