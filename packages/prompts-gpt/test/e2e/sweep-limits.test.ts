import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { SweepResult } from "../../src/index.ts";
import { type CliResult, eventsIn, scriptAgent, tempProject, until } from "../support/project.ts";
import { usageEvent } from "../support/usage-event.ts";

const final = JSON.stringify({ type: "agent.final", ok: true, text: "done" });

/** Says what it used, and then takes its time. */
const spends = (tokens: number, { cost, after = "" }: { cost?: number; after?: string } = {}) =>
  scriptAgent(
    `cat > /dev/null; echo line >> work.txt; echo '${usageEvent(tokens, cost)}'; ${after}\necho '${final}'`,
    "jsonl",
  );

function tempSweep(agents: Readonly<Record<string, object>>, config: object = {}) {
  return tempProject({ ".prompts-gpt/sweeps/audit.md": "# Audit\nMend.\n" }, { agents, config });
}

function resultOf({ stdout }: CliResult): SweepResult {
  return JSON.parse(stdout) as SweepResult;
}

describe("budget", () => {
  test("--max-tokens: over all iterations; the one that goes over is stopped while it works", async () => {
    await using project = await tempSweep({
      spends: spends(100, { after: "[ $(cat work.txt | wc -l) -lt 3 ] || sleep 60" }),
    });
    const ended = await project.cli("sweep", "-n", "9", "--max-tokens", "300", "--agent", "spends", "--json");
    const result = resultOf(ended);
    expect(ended.exitCode).toBe(1);
    expect(result).toMatchObject({ status: "failed", iterationsCompleted: 2, tokenUsage: { totalTokens: 300 } });
    expect(result.error).toContain("The budget is used up: 300 tokens of --max-tokens 300");
    expect(result.files[0]).toMatchObject({ stopped: "over-budget" });
  });

  test("--max-cost with an agent whose cost nobody will know is refused before anything starts", async () => {
    await using project = await tempSweep({ spends: spends(100, { cost: 0.4 }) });
    const ended = await project.cli("sweep", "-n", "9", "--max-cost", "1", "--agent", "spends");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain("A budget of $1 cannot be kept: spends does not say which model it uses");
  });

  const ends = scriptAgent(
    `cat > /dev/null; echo x >> work.txt; echo '${final}'; [ $(cat work.txt | wc -l) -lt 2 ] || echo '${usageEvent(300)}'`,
    "jsonl",
  );

  test("what had ended well when it was used up is committed; and where that was all, it is a success", async () => {
    await using project = await tempSweep({ ends });
    const args = ["--agent", "ends", "--max-tokens", "200", "--commit-each", "--json"];
    const ended = resultOf(await project.cli("sweep", "-n", "3", ...args));
    expect(ended.files[0]?.stopped).toBe("over-budget");
    const [, last] = ended.files[0]?.iterations ?? [];
    if (last?.status === "succeeded") expect(last.commit).toMatch(/^[\da-f]{40}$/); // else the stop came before its end
    await using other = await tempSweep({ ends });
    const all = resultOf(await other.cli("sweep", "-n", "2", ...args));
    expect(all.ok).toBe(all.files[0]?.iterations[1]?.status === "succeeded");
  });

  test("so is a judge whose cost nobody will know", async () => {
    await using project = await tempSweep({ judge: spends(900_000) });
    const args = ["--agent", "replay", "--eval-provider", "judge", "--max-cost", "1"];
    const ended = await project.cli("sweep", "-n", "2", ...args);
    const why = "A budget of $1 cannot be kept: judge does not say which model it uses";
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining(why)]);
    await project.cli("sweep", "-n", "9", ...args.slice(0, 4), "--max-tokens", "800000", "--run-id", "s");
    const resumed = await project.cli("runs", "resume", "s", "--max-cost", "1");
    expect([resumed.exitCode, resumed.stderr]).toEqual([2, expect.stringContaining(why)]);
  });

  test("--max-minutes: an agent that says nothing is stopped too", async () => {
    await using project = await tempSweep({ waits: scriptAgent("cat > /dev/null; sleep 60") });
    const ended = await project.cli("sweep", "-n", "2", "--max-minutes", "0.02", "--agent", "waits", "--json");
    expect(ended.exitCode).toBe(1);
    expect(resultOf(ended).error).toContain("of --max-minutes");
  });

  test("counts on after a resumption", async () => {
    await using project = await tempSweep({ spends: spends(100) });
    const first = await project.cli(
      "sweep",
      "-n",
      "5",
      "--max-tokens",
      "250",
      "--agent",
      "spends",
      "--run-id",
      "s",
      "--json",
    );
    expect(resultOf(first)).toMatchObject({ ok: false, tokenUsage: { totalTokens: 300 } });
    const money = await project.cli("runs", "resume", "s", "--max-cost", "1");
    expect([money.exitCode, money.stderr]).toEqual([2, expect.stringContaining("A budget of $1 cannot be kept")]);
    const resumed = await project.cli("runs", "resume", "s", "--json");
    expect(resumed.exitCode).toBe(1);
    expect(resultOf(resumed).error).toContain("of --max-tokens 250");
    // The third one had ended, or was stopped in time: then what it had done is taken back.
    expect(await readFile(project.at("work.txt"), "utf8")).toMatch(/^(?:line\n){2,3}$/);
    const more = await project.cli("runs", "resume", "s", "--max-tokens", "9000", "--json");
    expect(more.exitCode).toBe(0);
    expect(await readFile(project.at("work.txt"), "utf8")).toBe("line\n".repeat(5));
  });
});

test("--max-minutes: what passed before a resumption is nobody's, however many there are", async () => {
  const fails = scriptAgent('cat > /dev/null; [ -e "$HOME/go" ]');
  await using project = await tempSweep({ fails });
  const args = ["sweep", "-n", "1", "--agent", "fails", "--max-retries", "0", "--run-id", "s"];
  await project.cli(...args, "--max-minutes", "0.1");
  for (let n = 0; n < 2; n += 1) {
    await sleep(4000);
    const resumed = await project.cli("runs", "resume", "s");
    expect(resumed.stdout).not.toContain("budget");
  }
  await writeFile(`${project.env.HOME}/go`, "");
  const last = await project.cli("runs", "resume", "s", "--json");
  expect(last.exitCode).toBe(0);
  expect(resultOf(last).totalDurationMs).toBeLessThan(8000); // nor is it time that it took
  const shown = JSON.parse((await project.cli("runs", "show", "s", "--json")).stdout) as { durationMs: number };
  expect(shown.durationMs).toBe(resultOf(last).totalDurationMs);
});

describe("usage limits", () => {
  const limited = (seconds: number) =>
    scriptAgent(
      `cat > "$HOME/asked"; echo try >> "$HOME/tries"; if [ $(cat "$HOME/tries" | wc -l) -lt 2 ]; then echo 'rate limit exceeded (429), try again in ${seconds} seconds' >&2; exit 1; fi; echo done`,
    );

  test("is waited for, and the same iteration goes on", async () => {
    await using project = await tempSweep({ limited: limited(1) });
    const ended = await project.cli("sweep", "-n", "1", "--agent", "limited", "--events");
    expect(ended.exitCode).toBe(0);
    const steps = eventsIn(ended.stdout).filter(({ member }) => member === undefined);
    const waits = steps.flatMap((event) => (event.type === "step.started" && isWait(event.input) ? [event.input] : []));
    expect(waits).toHaveLength(1);
    expect(Date.parse(waits[0]?.until ?? "")).toBeGreaterThan(0);
    expect(await readFile(`${project.env.HOME}/tries`, "utf8")).toBe("try\ntry\n");
  });

  test("that was being waited for at Ctrl-C is waited for to its end by a resumption, which repeats nothing", async () => {
    await using project = await tempSweep({ limited: limited(4) });
    const sweep = project.start(["sweep", "-n", "1", "--agent", "limited", "--run-id", "s"]);
    await until(() => sweep.output.stdout.includes("waits for the limit"));
    sweep.child.kill("SIGINT");
    const { exitCode, stdout } = await sweep.ended;
    expect(exitCode).toBe(130);
    const end = Date.parse(/until (\S+)/.exec(stdout)?.[1] ?? "");
    const resumed = await project.cli("runs", "resume", "s");
    expect(Date.now()).toBeGreaterThanOrEqual(end);
    expect([resumed.exitCode, resumed.stdout]).toEqual([0, expect.not.stringContaining("again:")]);
    expect(await readFile(`${project.env.HOME}/tries`, "utf8")).toBe("try\ntry\n");
  });

  test("what the interrupted try had changed is of the iteration too: for the record, the judge and --until-stable", async () => {
    const limited = scriptAgent(
      "cat > /dev/null; [ -e work.txt ] && exit 0; echo mended > work.txt; echo 'rate limit exceeded (429), try again in 1 second' >&2; exit 1",
    );
    const judge = scriptAgent('cat > "$HOME/judged"; echo "{\\"scores\\":{\\"correctness\\":0.5}}"');
    await using project = await tempSweep({ limited, judge });
    const judging = ["--eval-provider", "judge", "--eval-criteria", "correctness"];
    const args = ["sweep", "-n", "2", "--until-stable", "1", "--agent", "limited", ...judging, "--json"];
    const { files } = resultOf(await project.cli(...args, "--run-id", "s"));
    expect(files[0]?.iterations.map(({ changedFiles }) => changedFiles)).toEqual([["work.txt"], []]);
    const judged = await project.show("s/iteration-1.eval");
    expect(await readFile(`${judged.runDir}/prompt.md`, "utf8")).toContain("> +mended");
  });

  test("of who judges it is waited for as well, and with --failover another one judges, with no model of the first one's", async () => {
    const scores = 'echo \'{"scores":{"security":0.9}}\'';
    const judge = (words: string) =>
      scriptAgent(`cat > /dev/null; mkdir "$HOME/tried" 2> /dev/null && { echo '${words}' >&2; exit 1; }; ${scores}`);
    const agents = {
      works: scriptAgent("cat > /dev/null; echo x >> work.txt"),
      soon: judge("rate limit exceeded (429), try again in 1 second"),
      late: judge("rate limit exceeded (429), try again in 3 hours"),
      other: scriptAgent(`cat > /dev/null; ${scores}`),
    };
    const sweep = ["sweep", "-n", "3", "--agent", "works", "--eval-criteria", "security", "--json"];
    for (const flags of [
      ["--eval-provider", "soon"],
      ["--eval-provider", "late", "--failover"],
    ]) {
      await using project = await tempSweep(agents, { providerOrder: ["other"] });
      const { ok, files } = resultOf(await project.cli(...sweep, ...flags));
      expect([ok, files[0]?.stopped, files[0]?.iterations.map(({ score }) => score)]).toEqual([true, "passed", [0.9]]);
      expect(files[0]?.iterations[0]?.provider).toBe("works"); // who works is not limited by it
    }
  });

  test("--max-wait 0: not waited for; 1, with what to type", async () => {
    await using project = await tempSweep({ limited: limited(1) });
    const ended = await project.cli("sweep", "-n", "1", "--max-wait", "0", "--agent", "limited", "--json");
    expect(ended.exitCode).toBe(1);
    expect(resultOf(ended).warnings.join()).toContain("Waiting is off");
  });

  test("--failover: another agent goes on with the whole task, and stays while the first is limited", async () => {
    const never = scriptAgent("cat > /dev/null; echo 'rate limit exceeded (429), try again in 3 hours' >&2; exit 1");
    const other = scriptAgent('cat >> "$HOME/other"; echo done');
    await using project = await tempSweep({ never, other }, { providerOrder: ["other", "never"] });
    const ended = await project.cli("sweep", "-n", "2", "--failover", "--agent", "never", "--json");
    const result = resultOf(ended);
    expect(result.files[0]?.iterations.map(({ provider, attempts }) => [provider, attempts])).toEqual([
      ["other", 2],
      ["other", 1],
    ]);
    expect(await readFile(`${project.env.HOME}/other`, "utf8")).toContain("Mend.");
  });

  test("--iteration-timeout stops an iteration; it is tried again as often as is allowed", async () => {
    await using project = await tempSweep({
      slow: scriptAgent('cat > /dev/null; echo try >> "$HOME/tries"; sleep 60'),
    });
    const args = ["sweep", "-n", "1", "--iteration-timeout", "0.5", "--max-retries", "1", "--agent", "slow", "--json"];
    const ended = await project.cli(...args);
    expect(ended.exitCode).toBe(1);
    expect(await readFile(`${project.env.HOME}/tries`, "utf8")).toBe("try\ntry\n");
  });
});

function isWait(input: unknown): input is { readonly until: string } {
  return typeof input === "object" && input !== null && "kind" in input && input.kind === "wait";
}
