import assert from "node:assert/strict";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "vitest";
import type { RecordedEvent } from "../../../src/agent/events.ts";
import { ValidationError } from "../../../src/errors.ts";
import { readAgentEvents } from "../../../src/providers/agent-event.ts";
import type { Access, AgentEvent } from "../../../src/providers/provider.ts";
import { play } from "../../../src/replay/play.ts";
import { makeRecording } from "../../../src/replay/record.ts";
import { parseRecording, type Step } from "../../../src/replay/recording.ts";

const HEADER = '{"schemaVersion":1,"provider":"codex","model":null,"createdWith":"test"}';
let cwd: string;
const at = (path: string): string => join(cwd, path);

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "replay-"));
  mkdirSync(at("work"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function played(steps: readonly object[], access: Access = "write") {
  const recording = parseRecording(
    [HEADER, ...steps.map((step) => JSON.stringify({ at: 0, ...step }))].join("\n"),
    "r",
  );
  const lines: string[] = [];
  const stderr: string[] = [];
  const code = await play(recording.steps, {
    cwd: at("work"),
    access,
    print: (line) => lines.push(line),
    complain: (text) => stderr.push(text),
  });
  return { code, lines, stderr, events: lines.flatMap(readAgentEvents) };
}

const finished = (events: readonly AgentEvent[]) =>
  events.flatMap((event) => (event.type === "agent.tool.finished" ? [event] : []));

describe("playing", () => {
  test("files are really written and deleted, commands really run, in order", async () => {
    const { code, events } = await played([
      { write: { path: "a/b.txt", content: "one\n", mode: 0o755 } },
      { shell: "cat a/b.txt; echo two > c.txt; exit 3" },
      { write: { path: "raw", base64: "AP8=" } },
      { delete: "c.txt" },
      { exit: 7 },
      { shell: "touch never" },
    ]);
    assert.deepEqual(readdirSync(at("work")), ["a", "raw"]);
    assert.deepEqual(
      [code, statSync(at("work/a/b.txt")).mode & 0o777, readFileSync(at("work/raw"))],
      [7, 0o755, Buffer.from([0, 255])],
    );
    const [write, shell] = finished(events);
    assert.deepEqual([write?.status, shell?.status, shell?.exitCode, shell?.output], ["ok", "failed", 3, "one\n"]);
  });

  test("with access read nothing is done, and the closing event counts what was denied", async () => {
    const steps = [
      { write: { path: "a", content: "" } },
      { shell: "touch b" },
      { line: { type: "agent.final", ok: true } },
    ];
    const { events } = await played(steps, "read");
    assert.deepEqual([readdirSync(at("work")), events.at(-1)], [[], { type: "agent.final", ok: true, denied: 2 }]);
  });

  test("lines and stderr are given out as they are, with the workspace's path", async () => {
    const { lines, stderr } = await played([
      { line: "a banner in {cwd}" },
      { stderr: "oops" },
      { line: { type: "agent.text", text: "{cwd}/x" } },
    ]);
    assert.deepEqual(
      [lines, stderr],
      [[`a banner in ${at("work")}`, `{"type":"agent.text","text":"${at("work")}/x"}`], ["oops"]],
    );
  });

  test("a command that leaves a process behind does not hold it up", async () => {
    const { events } = await played([{ shell: "sleep 5 & echo started" }]);
    assert.deepEqual(
      finished(events).map(({ status, output }) => [status, output]),
      [["ok", "started\n"]],
    );
  });

  test("a command that cannot be started has failed, and the next step goes on", async () => {
    const { code, events } = await played([{ shell: "rmdir ../work" }, { shell: "true" }, { exit: 4 }]);
    const [, second] = finished(events);
    assert.deepEqual([second?.status, second?.exitCode, code], ["failed", undefined, 4]);
    assert.match(second?.output ?? "", /ENOENT/);
    mkdirSync(at("work"));
  });

  test("a letter that arrives in two pieces is one letter", async () => {
    const { events } = await played([{ shell: "printf '\\303'; sleep 0.1; printf '\\251'" }]);
    assert.equal(finished(events)[0]?.output, "é");
  });

  for (const [name, target, path] of [
    ["a folder", ".", "out/x"],
    ["a file", "secret", "out"],
    ["nothing", "not-there", "out"],
  ] as const)
    test(`a link to ${name} outside the workspace is not followed`, async () => {
      writeFileSync(at("secret"), "kept");
      symlinkSync(`../${target}`, at("work/out"));
      const { events } = await played([
        { write: { path, content: "gone" } },
        { delete: path === "out/x" ? "out/secret" : path },
      ]);
      assert.deepEqual(
        finished(events).map(({ status }) => status),
        ["failed", "failed"],
      );
      assert.deepEqual(
        [readFileSync(at("secret"), "utf8"), readdirSync(cwd), lstatSync(at("work/out")).isSymbolicLink()],
        ["kept", ["secret", "work"], true],
      );
    });
});

describe("a recording is refused with its line", () => {
  for (const [name, text, message] of [
    ["empty", "", /^r: .*it is empty/],
    ["not JSON", `${HEADER}\n{`, /^r:2: /],
    ["another version", HEADER.replace("1", "2"), /^r:1: .*schemaVersion 1/],
    ["no header", '{"at":0,"shell":"true"}', /^r:1: /],
    ["an unknown step", `${HEADER}\n\n{"at":0,"sing":"la"}`, /^r:3: .*none of/],
    ["a negative time", `${HEADER}\n{"at":-1,"shell":"true"}`, /^r:2: /],
    ["a foreign event", `${HEADER}\n{"at":0,"line":{"type":"thread.started"}}`, /^r:2: /],
    ...["/etc/passwd", "../x", "a/../../x", "C:\\x", "a\\..\\..\\x", "", "a\0b"].map(
      (path) =>
        [
          `the path ${JSON.stringify(path)}`,
          `${HEADER}\n${JSON.stringify({ at: 0, write: { path, content: "" } })}`,
          /^r:2: .*leaves the workspace/,
        ] as const,
    ),
  ] as const)
    test(name, () =>
      assert.throws(
        () => parseRecording(text, "r"),
        (error) => error instanceof ValidationError && message.test(error.message),
      ),
    );
});

test("the recordings that come with prompts-gpt can be played", () => {
  const folder = new URL("../../../recordings/", import.meta.url);
  for (const name of readdirSync(folder)) {
    const { header, steps } = parseRecording(readFileSync(new URL(name, folder), "utf8"), name);
    assert.deepEqual([header.provider, steps.some((step: Step) => "line" in step)], ["replay", true]);
  }
});

test("a recorded run, played, leaves the same files", async () => {
  const events: AgentEvent[] = [
    { type: "agent.session", sessionId: "s" },
    {
      type: "agent.tool.started",
      id: "1",
      tool: { kind: "edit", changes: [{ path: "/home/me/p/new.txt", change: "add" }] },
    },
    { type: "agent.tool.finished", id: "1", status: "ok" },
    {
      type: "agent.tool.finished",
      id: "2",
      status: "ok",
      tool: { kind: "shell", command: "/bin/bash -c 'echo '\\''hi'\\'' > /home/me/p/out.txt'" },
    },
    { type: "agent.tool.finished", id: "3", status: "denied", tool: { kind: "shell", command: "touch denied" } },
    {
      type: "agent.tool.finished",
      id: "4",
      status: "ok",
      tool: {
        kind: "edit",
        changes: [
          { path: "/home/me/else", change: "add" },
          { path: "gone", change: "delete" },
        ],
      },
    },
    { type: "agent.final", ok: true, text: "see /home/me/p/new.txt" },
  ];
  const recorded = events.map((event, index): RecordedEvent => ({
    ...event,
    task: "t",
    schemaVersion: 1,
    seq: index + 1,
    time: `2026-01-01T00:00:0${index}.000Z`,
  }));
  const text = makeRecording({
    events: recorded,
    cwd: "/home/me/p",
    provider: "codex",
    model: null,
    createdWith: "test",
    readFile: (path) => (path === "/home/me/p/new.txt" ? Buffer.from("new") : undefined),
  });
  assert.doesNotMatch(text, /home/);
  const lines: string[] = [];
  writeFileSync(at("work/gone"), "");
  await play(parseRecording(text, "r").steps, {
    cwd: at("work"),
    access: "write",
    print: (line) => lines.push(line),
    complain: () => {},
  });
  assert.deepEqual(readdirSync(at("work")), ["new.txt", "out.txt"]);
  assert.deepEqual(
    [readFileSync(at("work/out.txt"), "utf8"), lines.at(-1)],
    ["hi\n", `{"type":"agent.final","ok":true,"text":"see ${at("work")}/new.txt"}`],
  );
});
