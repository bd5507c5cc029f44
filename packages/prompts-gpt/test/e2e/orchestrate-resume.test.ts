import { existsSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { OrchestrateParallelResult } from "../../src/index.ts";
import { groupMarker } from "../../src/process/marker.ts";
import { markedWith } from "../../src/process/process-table.ts";
import { type Project, scriptAgent, tempProject, until } from "../support/project.ts";
import { placesOf } from "../support/samples.ts";

const FAULT = fileURLToPath(new URL("../support/fault-journal.mjs", import.meta.url));

/** Adds a line, says what it used, and leaves a process behind that would go on for a minute. */
const WORKER = scriptAgent(
  `
cat > /dev/null
echo line >> work.txt
echo "id$(od -An -N3 -tu4 /dev/urandom | tr -d " ")" > id.txt
sleep 60 &
echo '{"type":"agent.usage","usage":{"inputTokens":100,"cachedInputTokens":0,"outputTokens":10,"reasoningTokens":0,"totalTokens":110},"cumulative":false}'
echo '{"type":"agent.final","ok":true,"text":"done"}'
`,
  "jsonl",
);

/** Prefers the lower number, wherever it stands. */
const JUDGE = scriptAgent(
  'set -- $(grep -o "id[0-9][0-9]*"); [ "${1#id}" -lt "${2#id}" ] && better=A || better=B; echo "{\\"better\\":\\"$better\\"}"',
);

const RACE = ["orchestrate", "--mode", "parallel", "--prompt", "Add.", "--agent", "worker", "--attempts", "3"];
const JUDGED = [...RACE, "--judge", "judge"];
const VERIFIED = ["--verify", "[ $(cat work.txt | wc -l) = 1 ]", "--run-id", "victim", "--json"];

interface Summary extends OrchestrateParallelResult {
  readonly lost: readonly { readonly tokenUsage: { readonly totalTokens: number } }[];
}

async function summaryOf(project: Project): Promise<Summary> {
  const text = await readFile(project.at(".scripts/runs/victim/orchestrate-summary.json"), "utf8");
  return JSON.parse(text) as Summary;
}

/** Of the whole run, or of its second candidate: what is killed at each of its additions. */
const JOURNALS = { run: "victim/events\\.jsonl$", member: "attempt-2/events\\.jsonl$" };

const victimOf = () => tempProject({}, { agents: { worker: WORKER, judge: JUDGE } });

/** How many lines a journal of this race has when nothing stops it; by then it is as it should be. */
async function lengthOf(race: readonly string[], journal: keyof typeof JOURNALS): Promise<number> {
  await using project = await victimOf();
  await writeFile(project.at("mine.txt"), "mine\n");
  expect((await project.cli(...race, ...VERIFIED)).exitCode).toBe(0);
  await expectUndisturbed(project);
  if (race === JUDGED) await expectJudged(project);
  const folder = project.at(`.scripts/runs/victim${journal === "run" ? "" : "/attempt-2"}`);
  return (await readFile(`${folder}/events.jsonl`, "utf8")).trim().split("\n").length;
}

describe("SIGKILL at every journal write of a race, then resume", () => {
  test.each([
    ["run", "after", RACE, { from: 5, every: 7 }],
    ["run", "half", RACE, { from: 1, every: 8 }],
    ["member", "before", RACE, { from: 2, every: 6 }],
    ["run", "after", JUDGED, { from: 4, every: 9 }],
  ] as const)(
    "of the %s's journal (%s): each candidate once, nothing left of lanes and processes, every token counted",
    { timeout: 400_000 },
    async (journal, how, race, some) => {
      const places = placesOf(await lengthOf(race, journal), some);
      let killed = 0;
      for (const at of places) {
        await using project = await victimOf();
        await writeFile(project.at("mine.txt"), "mine\n");
        const env = { FAULT_JOURNAL: JOURNALS[journal], FAULT_AT: String(at), FAULT_HOW: how };
        const first = await project.start([...race, ...VERIFIED], { node: ["--import", FAULT], env }).ended;
        const done = first.exitCode !== null;
        if (!done) killed += 1;
        if (!done && !(await resume(project))) continue;
        await expectUndisturbed(project);
        if (race === JUDGED) await expectJudged(project);
      }
      // Lines may be written together, and the last place is not reached then.
      expect(killed).toBeGreaterThanOrEqual(Math.max(1, places.length - 1));
    },
  );
});

/** False where it was killed before its first event was written: then there is none yet. */
async function resume(project: Project): Promise<boolean> {
  const resumed = await project.cli("runs", "resume", "victim", "--json");
  if (resumed.exitCode === 0) return true;
  const text = await readFile(project.at(".scripts/runs/victim/events.jsonl"), "utf8");
  const last = text.split("\n").findLast((line) => line !== "" && line.endsWith("}")) ?? "";
  if (last.includes('"run.finished"')) return false; // all of it was written but the files that are made from it
  expect(resumed.stderr).toMatch(/holds no run|no first event/);
  return false;
}

async function expectUndisturbed(project: Project): Promise<void> {
  expect(await readFile(project.at("mine.txt"), "utf8")).toBe("mine\n");
  expect(existsSync(project.at("work.txt"))).toBe(false);
  expect(await markedWith(groupMarker(project.at(".scripts/runs/victim")))).toEqual([]);
  const { candidates, lost, tokenUsage, ok } = await summaryOf(project);
  expect([ok, candidates.map(({ verdict }) => verdict)]).toEqual([true, ["accepted", "accepted", "accepted"]]);
  expect(tokenUsage.totalTokens).toBe(330 + lost.reduce((sum, one) => sum + one.tokenUsage.totalTokens, 0));
  const lanes = join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes");
  expect(readdirSync(lanes).filter((name) => name !== "kept" && !name.includes("lock"))).toEqual([]);
  expect(readdirSync(project.at(".git/worktrees"))).toEqual([]);
}

/** Each two of them once, whatever was said before the kill. */
async function expectJudged(project: Project): Promise<void> {
  const { matches } = await summaryOf(project);
  expect(matches.map(({ first, second, outcome }) => [first, second, outcome])).toEqual([
    ["attempt-1", "attempt-2", "winner"],
    ["attempt-1", "attempt-3", "winner"],
    ["attempt-2", "attempt-3", "winner"],
  ]);
}

/** What its lane began with. */
async function baseOf({ laneId }: OrchestrateParallelResult["candidates"][number], { env }: Project): Promise<unknown> {
  const kept = join(env.XDG_STATE_HOME, "prompts-gpt/lanes/kept", laneId ?? "", "result.json");
  return (JSON.parse(await readFile(kept, "utf8")) as { base: unknown }).base;
}

describe("resume", () => {
  const fast = scriptAgent("cat > /dev/null; echo line >> work.txt; echo done");
  const slow = scriptAgent(
    'cat > /dev/null; touch "$HOME/begun"; [ -e "$HOME/go" ] || sleep 60; echo line >> work.txt; echo done',
  );

  test("after Ctrl-C: 130, and only who had not ended is done again", async () => {
    await using project = await tempProject({}, { agents: { fast, slow } });
    const args = ["orchestrate", "--mode", "parallel", "--prompt", "Add.", "--providers", "fast,slow", ...VERIFIED];
    const run = project.start(args);
    const isDone = async () => (await journalOf(project)).includes('"candidate.verified"');
    await until(async () => existsSync(join(project.env.HOME, "begun")) && (await isDone()));
    run.child.kill("SIGINT");
    expect((await run.ended).exitCode).toBe(130);
    await writeFile(join(project.env.HOME, "go"), "");
    await writeFile(project.at("mine.txt"), "meanwhile\n");
    const resumed = await project.cli("runs", "resume", "victim", "--json");
    expect(resumed.exitCode).toBe(0);
    const result = JSON.parse(resumed.stdout) as OrchestrateParallelResult;
    const [one, two] = await Promise.all(result.candidates.map((candidate) => baseOf(candidate, project)));
    expect(two).toEqual(one);
    expect(result.warnings.join()).toContain("by an agent, by you or by somebody else: mine.txt.");
    expect(result.candidates.map(({ name, verdict, attempts }) => [name, verdict, attempts])).toEqual([
      ["provider-fast", "accepted", 1],
      ["provider-slow", "accepted", 2],
    ]);
    expect((await project.cli("runs", "resume", "victim")).exitCode).toBe(2);
  });

  test("when a race had its winner, whoever had lost is not begun again", async () => {
    await using project = await tempProject({}, { agents: { fast, slow } });
    const args = [
      "orchestrate",
      "--mode",
      "parallel",
      "--prompt",
      "Add.",
      "--providers",
      "slow,fast",
      "--first-verified",
    ];
    const env = { FAULT_JOURNAL: JOURNALS.run, FAULT_AT: "7", FAULT_HOW: "after" };
    await project.start([...args, ...VERIFIED], { node: ["--import", FAULT], env }).ended;
    expect(await journalOf(project)).toContain('"type":"step.finished"');
    const resumed = await project.cli("runs", "resume", "victim", "--json");
    expect(resumed.exitCode).toBe(0);
    const result = JSON.parse(resumed.stdout) as OrchestrateParallelResult;
    expect(result).toMatchObject({ accepted: true, winner: "provider-fast" });
    expect(result.candidates[0]).toMatchObject({ name: "provider-slow", verdict: null, attempts: 0 });
  });
});

function journalOf(project: Project): Promise<string> {
  return readFile(project.at(".scripts/runs/victim/events.jsonl"), "utf8").catch(() => "");
}
