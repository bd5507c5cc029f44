import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { eventsIn, scriptAgent, tempProject } from "../support/project.ts";

/** One of each event that an agent can send. */
const EVERY_WORD = [
  { type: "agent.session", sessionId: "s1", model: "m" },
  { type: "agent.reasoning", text: "hm" },
  { type: "agent.text", text: "hello" },
  { type: "agent.tool.started", id: "1", tool: { kind: "shell", command: "make" } },
  { type: "agent.tool.finished", id: "1", status: "failed", exitCode: 2, output: "no rule" },
  {
    type: "agent.tool.finished",
    id: "2",
    status: "ok",
    tool: { kind: "edit", changes: [{ path: "a.txt", change: "add" }] },
  },
  {
    type: "agent.tool.finished",
    id: "3",
    status: "denied",
    tool: { kind: "other", name: "web", detail: "example.org" },
  },
  { type: "agent.retry", message: "once more" },
  { type: "agent.notice", message: "a new version" },
  {
    type: "agent.usage",
    usage: { inputTokens: 3, cachedInputTokens: 1, outputTokens: 2, reasoningTokens: 0, totalTokens: 5, costUsd: 0.1 },
    cumulative: false,
  },
  { type: "agent.final", ok: true, text: "done", denied: 1 },
];
const say = (...events: readonly object[]) => events.map((event) => `echo '${JSON.stringify(event)}'`).join("\n");

const schema: object = JSON.parse(await readFile(new URL("../../schemas/events.schema.json", import.meta.url), "utf8"));
const isEvent = new Ajv2020({ validateFormats: false }).compile(schema);
const seen = new Set<string>();

interface Case {
  readonly agent?: string;
  readonly prompt?: string;
  readonly args?: readonly string[];
  readonly git?: boolean;
  readonly guard?: boolean;
  readonly exitCode?: number;
  /** What one of the events has to say, for the run to be what it is meant to be. */
  readonly shows?: object;
}

const runs: readonly (readonly [string, Case])[] = [
  ["an answer and a changed file", { prompt: "echo x > x.txt; head -c 3 /dev/zero > blob; echo done" }],
  ["every word an agent has", { agent: "events", prompt: `echo more >> README.md\n${say(...EVERY_WORD)}` }],
  [
    "an agent that says it failed",
    { agent: "events", prompt: say({ type: "agent.final", ok: false, message: "overloaded" }), exitCode: 1 },
  ],
  ["lines that are no events", { agent: "events", prompt: `echo no event; echo '{"type":"new"}'`, exitCode: 1 }],
  [
    "a text too long for an event",
    {
      prompt: "head -c 200000 /dev/zero | tr '\\0' x",
      shows: { type: "agent.text", span: expect.anything() as object },
    },
  ],
  ["a recording", { agent: "replay", args: ["--model", "edit"], prompt: "go" }],
  ["a run that fails", { prompt: "echo sorry >&2; exit 3", exitCode: 1 }],
  ["a run that takes too long", { prompt: "sleep 60", args: ["--timeout", "1"], exitCode: 1 }],
  ["outside git", { prompt: "echo hi > hi.txt", git: false, shows: { type: "run.warning", fix: "git init" } }],
  [
    "left processes",
    {
      prompt: "setsid sleep 60 & sleep 0.2; echo bye",
      shows: { type: "agent.ended", leftProcesses: [{ pid: expect.any(Number) as number, command: "sleep 60" }] },
    },
  ],
  [
    "git that was refused",
    { prompt: "git stash; true", guard: true, shows: { type: "guard.refused", command: "stash" } },
  ],
  ["arguments of the user's", { prompt: "echo $@", args: ["--access", "read", "--", "-s"] }],
];

for (const [
  name,
  { agent = "sh", prompt = "", args = [], git = true, guard = false, exitCode = 0, shows = {} },
] of runs)
  test(`every event holds to the published schema: ${name}`, async () => {
    await using project = await tempProject({}, { git, guard });
    const ended = await project.cli("run", "--agent", agent, "--prompt", prompt, "--run-id", "r", ...args);
    expect(ended).toMatchObject({ exitCode });
    const events = eventsIn(await readFile(join(project.path, ".scripts/runs/r/events.jsonl"), "utf8"));
    expect(events.filter((event) => !isEvent(event))).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining(shows));
    for (const { type } of events) seen.add(type);
    expect([events[0]?.type, events.at(-1)?.type]).toEqual(["run.started", "run.finished"]);
  });

test("every event of a sweep that failed and was resumed holds to the published schema, its members' told with them", async () => {
  const flaky = scriptAgent('cat > /dev/null; echo x >> work.txt; [ -e "$HOME/go" ]');
  const files = { ".prompts-gpt/sweeps/audit.md": "# Audit\nMend.\n" };
  await using project = await tempProject(files, { agents: { flaky } });
  const first = await project.cli(
    "sweep",
    "-n",
    "1",
    "--agent",
    "flaky",
    "--max-retries",
    "0",
    "--run-id",
    "s",
    "--events",
  );
  expect(first.exitCode).toBe(1);
  await writeFile(join(project.env.HOME, "go"), "");
  expect((await project.cli("runs", "resume", "s")).exitCode).toBe(0);
  const recorded = eventsIn(await readFile(project.at(".scripts/runs/s/events.jsonl"), "utf8"));
  const events = [...recorded, ...eventsIn(first.stdout)];
  expect(events.filter((event) => !isEvent(event))).toEqual([]);
  for (const { type } of events) seen.add(type);
});

test("every event of a race holds to the published schema, its candidates' told with them", async () => {
  await using project = await tempProject();
  const race = ["orchestrate", "--mode", "parallel", "--prompt", "echo x > x.txt", "--agent", "sh", "--attempts", "2"];
  const events = eventsIn((await project.cli(...race, "--verify", "[ -s x.txt ]", "--events")).stdout);
  expect(events.filter((event) => !isEvent(event))).toEqual([]);
  expect(events).toContainEqual(
    expect.objectContaining({ type: "candidate.verified", accepted: true, checks: { passed: 1, of: 1 } }),
  );
  for (const { type } of events) seen.add(type);
});

test("every event of a goal holds to the published schema, its members' told with them", async () => {
  const plan = '{"steps":[{"id":"one","prompt":"do","needs":[],"access":"write"}]}';
  const working = scriptAgent(`[ "$(head -c 4)" = Plan ] && echo '${plan}' || echo x >> work.txt; cat > /dev/null`);
  await using project = await tempProject({}, { agents: { working } });
  const goal = ["orchestrate", "--mode", "auto", "--agent", "working", "--goal", "work"];
  const events = eventsIn((await project.cli(...goal, "--events")).stdout);
  expect(events.filter((event) => !isEvent(event))).toEqual([]);
  for (const { type } of events) seen.add(type);
});

test("together these runs show every type of event that the schema names", () => {
  expect([...seen].toSorted()).toEqual(typesIn(schema));
});

/** Every type that the schema names. */
function typesIn(value: object): string[] {
  const types = new Set<string>();
  JSON.stringify(value, (key, part: { readonly const?: unknown }) => {
    if (key === "type" && typeof part.const === "string") types.add(part.const);
    return part;
  });
  return [...types].toSorted();
}
