import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { leaksBelow, leaksIn } from "../support/leaks.ts";
import { type CliResult, eventsIn, type Project, tempProject } from "../support/project.ts";

const SECRETS = {
  CANARY_API_KEY: "c4nary/Key+one?&=é",
  CANARY_TOKEN: 'two"quotes\\back 5678',
  CANARY_SECRET: "-----BEGIN THING-----\nfirst-line-of-the-thing\nsecond-line-of-it\n-----END THING-----",
  NAME_PASSWORD: "name-of-a-file-77",
};
const PLAIN = { CANARY_FLAG_TOKEN: "true", TOKEN_COUNT: "12345678901", KEY_FOLDER_PATH: "/usr/share/somewhere" };
const values = [...Object.values(SECRETS), "first-line-of-the-thing"];

/** Everything that a run wrote and showed, looked through. */
function leaksOf(project: Project, { stdout, stderr }: CliResult): string[] {
  return [
    ...leaksBelow(project.at(".scripts"), values),
    ...leaksIn(stdout, values, "stdout"),
    ...leaksIn(stderr, values, "stderr"),
  ];
}

/** A run of a shell script by the agent that prints its answer, or by the one that prints events. */
async function runOf(project: Project, script: string, { agent = "sh", args = [] as string[] } = {}) {
  const ended = await project.start(["run", "--agent", agent, "--run-id", "r", ...args, "-"], {
    stdin: script,
    env: { ...SECRETS, ...PLAIN },
  }).ended;
  const file = (name: string) => readFileSync(join(project.at(".scripts/runs/r"), name), "utf8");
  return { ended, file, leaks: leaksOf(project, ended) };
}

const everyForm = `
env | grep CANARY
for value in "$CANARY_API_KEY" "$CANARY_TOKEN" "$CANARY_SECRET" "$NAME_PASSWORD"; do
  printf '%s\\n' "$value"; printf '%s\\n' "$value" >&2
  for before in "" a ab; do printf '%s%s more' "$before" "$value" | base64 -w 0; echo; done
  printf %s "$value" | od -An -v -tx1 | tr -d ' \\n'; echo
  printf %s "$value" | od -An -v -tx1 | tr -d ' \\n' | tr a-f A-F; echo
done
`;

test.each([["--verbose"], ["--json"], ["--events"], ["--quiet"]])(
  "output with secrets in every form, %s",
  async (flag) => {
    await using project = await tempProject();
    const { ended, leaks, file } = await runOf(project, everyForm, { args: [flag] });
    expect([ended.exitCode, leaks]).toEqual([0, []]);
    expect(file("output.log")).toContain("CANARY_API_KEY=[redacted:CANARY_API_KEY]");
    expect(file("output.log")).toContain("TOKEN=true");
    expect(JSON.parse(file("meta.json"))).toMatchObject({
      redactions: { byName: { CANARY_TOKEN: expect.any(Number) as number } },
    });
  },
);

test("a private key as tools print it, whole and cut, and base64 that they broke into lines", async () => {
  const key = Array.from({ length: 5 }, (_, at) => createHash("sha384").update(`${at}`).digest("base64"));
  const pem = ["-----BEGIN PRIVATE KEY-----", ...key, "-----END PRIVATE KEY-----", ""].join("\n");
  const env = `FIRST=${"x".repeat(40)}\nSECOND=${SECRETS.CANARY_API_KEY}\n`;
  await using project = await tempProject({ "k.pem": pem, ".env": env });
  const { leaks, file } = await runOf(
    project,
    `awk '{printf "%6d→%s\\n",NR,$0}' k.pem; diff /dev/null k.pem; sed 's/^/# /' k.pem; head -n 3 k.pem; echo done with it
     node -e 'console.log({k: fs.readFileSync("k.pem", "utf8")})'; base64 .env; echo; base64 -w 64 .env; base64 .env > b64.txt`,
  );
  expect(file("changes.patch")).toMatch(/^\+[\w/=+]+\[redacted:CANARY_API_KEY\]\w+=*$/m);
  const log = file("output.log");
  expect([leaks, key.filter((line) => log.includes(line.slice(-12)))]).toEqual([[], []]);
  expect(log).toMatch(/\[redacted:private-key\]\ndone with it\n/);
  expect(log.match(/\[redacted:[\w-]+\]/g)?.join(" ")).toBe(
    `${"[redacted:private-key] ".repeat(5)}[redacted:CANARY_API_KEY] [redacted:CANARY_API_KEY]`,
  );
});

test("output that comes byte by byte", async () => {
  await using project = await tempProject();
  const letters = (text: string) => Array.from(text, (letter) => `printf %s '${letter}'; sleep 0.01`).join("\n");
  const { leaks, file } = await runOf(project, `${letters("say c4nary/Key+one?&=é now")}\necho`);
  expect([leaks, file("output.log")]).toEqual([[], "say [redacted:CANARY_API_KEY] now\n"]);
});

test.each([
  ["name-of", "-a-file-77"],
  ["-a-file-77", "name-of"],
])("a secret of which one half ends stdout, the other stderr: %s, %s", async (one, other) => {
  await using project = await tempProject();
  const { leaks, file } = await runOf(project, `printf -- ${one}; printf -- ${other} >&2`);
  expect([leaks, file("output.log").split("\n").toSorted()]).toEqual([[], ["-a-file-77", "name-of"]]);
});

test("events: text in pieces, tool calls and their output, the final answer", async () => {
  await using project = await tempProject();
  const value = SECRETS.CANARY_TOKEN;
  const events = [
    ...Array.from(`it is ${value}.`, (text) => ({ type: "agent.text", text })),
    { type: "agent.tool.started", id: "1", tool: { kind: "shell", command: `echo '${value}'` } },
    { type: "agent.tool.finished", id: "1", status: "ok", output: `${value}\n` },
    {
      type: "agent.tool.started",
      id: "2",
      tool: { kind: "edit", changes: [{ path: SECRETS.NAME_PASSWORD, change: "add" }] },
    },
    { type: "agent.final", ok: true, text: `all of it: ${value}` },
  ];
  const script = `cat <<'END'\n${events.map((event) => JSON.stringify(event)).join("\n")}\nEND\n`;
  const { ended, leaks, file } = await runOf(project, script, { agent: "events", args: ["--json"] });
  expect([ended.exitCode, leaks]).toEqual([0, []]);
  expect(JSON.parse(ended.stdout)).toMatchObject({ output: "all of it: [redacted:CANARY_TOKEN]" });
  const said = eventsIn(file("events.jsonl")).flatMap((event) => (event.type === "agent.text" ? event.text : []));
  expect(said.join("")).toBe("it is [redacted:CANARY_TOKEN].");
});

test("the place that an event names is the place in the log as it was written", async () => {
  await using project = await tempProject();
  const { file } = await runOf(project, `echo "$NAME_PASSWORD"; sleep 0.1; echo "after é $NAME_PASSWORD"`);
  const log = Buffer.from(file("output.log"));
  const spans = eventsIn(file("events.jsonl")).flatMap((event) => (event.type === "agent.text" ? [event] : []));
  for (const { span, text } of spans)
    expect(log.toString("utf8", span?.offset, (span?.offset ?? 0) + (span?.length ?? 0))).toBe(text);
  expect(spans.map(({ text }) => text).join("")).toBe("[redacted:NAME_PASSWORD]\nafter é [redacted:NAME_PASSWORD]\n");
});

test("a prompt with a secret: the agent gets it, the record does not, and a warning says so", async () => {
  await using project = await tempProject();
  const script = `test '${SECRETS.CANARY_API_KEY}' = "$CANARY_API_KEY" && echo same\n`;
  const { ended, leaks, file } = await runOf(project, script, { args: ["--json"] });
  expect([leaks, file("output.log")]).toEqual([[], "same\n"]);
  expect(file("prompt.md")).toBe(`test '[redacted:CANARY_API_KEY]' = "$CANARY_API_KEY" && echo same\n`);
  expect(JSON.parse(ended.stdout)).toMatchObject({
    warnings: [expect.stringContaining("CANARY_API_KEY")],
    redactions: { total: 1 },
  });
});

test("names and contents of changed files, and the patch says that it is for reading", async () => {
  await using project = await tempProject();
  const script = `printf '%s\\n' "$CANARY_TOKEN" "$CANARY_SECRET" > "$NAME_PASSWORD"`;
  const { leaks, file } = await runOf(project, script);
  expect(leaks).toEqual([]);
  expect(file("changes.patch")).toMatch(/^This patch is for reading: \d+ secrets were redacted in it/);
  expect(file("changes.patch")).toContain("+++ b/[redacted:NAME_PASSWORD]\n");
  expect(JSON.parse(file("meta.json"))).toMatchObject({ changedFiles: [{ path: "[redacted:NAME_PASSWORD]" }] });
});

test("a patch without a secret is as git wrote it", async () => {
  await using project = await tempProject();
  const { file } = await runOf(project, "echo text > new.txt");
  expect(file("changes.patch")).toMatch(/^diff --git a\/new.txt b\/new.txt\n/);
});

test("arguments, the plan and errors", async () => {
  await using project = await tempProject();
  const passed = ["--dry-run", "--verbose"];
  const env = SECRETS;
  const run = await project.start(
    ["run", "--agent", "sh", "--prompt", ":", "--verbose", "--", SECRETS.CANARY_API_KEY],
    { env },
  ).ended;
  const plan = await project.start(
    ["run", "--agent", "sh", "--prompt", SECRETS.CANARY_TOKEN, ...passed, "--", SECRETS.CANARY_API_KEY],
    { env },
  ).ended;
  const wrong = await project.start(["run", `--${SECRETS.CANARY_API_KEY}`, "--verbose"], { env }).ended;
  const wrongJson = await project.start(["run", "--agent", SECRETS.CANARY_TOKEN, "--prompt", "x", "--json"], { env })
    .ended;
  expect([plan.exitCode, wrong.exitCode, wrongJson.exitCode]).toEqual([0, 2, 2]);
  expect([run, plan, wrong, wrongJson].flatMap((ended) => leaksOf(project, ended))).toEqual([]);
});

test("a failure that quotes a secret", async () => {
  await using project = await tempProject();
  const { ended, leaks } = await runOf(project, `echo "unauthorized: $CANARY_API_KEY" >&2; exit 3`, {
    args: ["--json"],
  });
  expect([ended.exitCode, leaks]).toEqual([1, []]);
  expect(JSON.parse(ended.stdout)).toMatchObject({
    error: expect.stringContaining("[redacted:CANARY_API_KEY]") as string,
  });
});

test("a recording", async () => {
  await using project = await tempProject();
  const events = [
    {
      type: "agent.tool.finished",
      id: "1",
      status: "ok",
      tool: { kind: "edit", changes: [{ path: "a.txt", change: "add" }] },
    },
    { type: "agent.final", ok: true, text: SECRETS.CANARY_TOKEN },
  ];
  const script = `printf %s "$CANARY_TOKEN" > a.txt; cat <<'END'\n${events.map((event) => JSON.stringify(event)).join("\n")}\nEND\n`;
  const { ended } = await runOf(project, script, { agent: "events", args: ["--record", "rec.jsonl"] });
  const recording = readFileSync(project.at("rec.jsonl"), "utf8");
  expect([ended.exitCode, leaksIn(recording, values, "rec.jsonl")]).toEqual([0, []]);
  expect(recording).toContain("[redacted:CANARY_TOKEN]");
});

test("what configuration adds: patterns of every file, variables, the stored token", async () => {
  const config = { redact: ["CUST-[0-9]{6}"] };
  await using project = await tempProject({
    ".prompts-gpt/config.json": JSON.stringify(config),
    ".prompts-gpt/config.local.json": JSON.stringify({ redact: ["ORDER-[0-9]+"] }),
    ".prompts-gpt/.credentials.json": JSON.stringify({ token: "pgpt_x!stored:token", apiUrl: "https://example.com" }),
  });
  const { file } = await runOf(
    project,
    `printf 'CUS'; sleep 0.1; echo 'T-123456 ORDER-77'; printf 'pgpt_x!stored:token' | base64`,
  );
  expect(file("output.log")).toMatch(/^\[redacted:pattern-1\] \[redacted:pattern-2\]\n\[redacted:token\]/);
});

test.each([
  ["(", "redact.0"],
  ["x*", "redact.0"],
])("the pattern %s is refused", async (pattern, key) => {
  await using project = await tempProject({ ".prompts-gpt/config.json": JSON.stringify({ redact: [pattern] }) });
  const { exitCode, stderr } = await project.cli("run", "--agent", "sh", "--prompt", ":");
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`"${key}" is`)]);
});
