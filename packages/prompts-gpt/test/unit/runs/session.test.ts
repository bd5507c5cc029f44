import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/agent/events.ts";
import { createRedactor } from "../../../src/process/redact/redactor.ts";
import { createJournal } from "../../../src/runs/journal.ts";
import { createOutputLog } from "../../../src/runs/output-log.ts";
import { createSession, type SessionParts } from "../../../src/runs/session.ts";
import { eventsIn } from "../../support/project.ts";
import { tempFolder } from "../../support/temp-folder.ts";

async function tempSession(parts: Partial<SessionParts> = {}) {
  const folder = await tempFolder();
  const journal = await createJournal(folder.at("events.jsonl"));
  const log = await createOutputLog(folder.at("output.log"), { isNew: true });
  const never = new AbortController().signal;
  const signals = { signal: never, kill: never };
  const redactor = createRedactor([]);
  const given = { runDir: folder.path, env: {}, ...signals, redactor, finished: new Map(), onEvent: () => {} };
  return {
    session: createSession({ ...given, journal, log, ...parts }),
    journalled: () => eventsIn(readFileSync(folder.at("events.jsonl"), "utf8")),
    logged: () => readFileSync(folder.at("output.log"), "utf8"),
    async [Symbol.asyncDispose]() {
      await Promise.all([journal.close(), log.close()]);
      await folder[Symbol.asyncDispose]();
    },
  };
}

const warning = (message: string) => ({ type: "run.warning", message }) as const;

test("a step is journalled before its effect and after it", async () => {
  await using run = await tempSession();
  const seen: string[][] = [];
  const output = await run.session.step("r/agent/1", { a: 1 }, async () => {
    seen.push(run.journalled().map(({ type }) => type));
    return "done";
  });
  expect([output, seen]).toEqual(["done", [["step.started"]]]);
  expect(run.journalled().at(-1)).toMatchObject({ type: "step.finished", key: "r/agent/1", output: "done" });
});

test("a step that an earlier process finished is answered from the journal, and not done again", async () => {
  await using run = await tempSession({ finished: new Map([["r/agent/1", "recorded"]]) });
  const output = await run.session.step("r/agent/1", {}, async () => {
    throw new Error("done a second time");
  });
  expect([output, run.journalled()]).toEqual(["recorded", []]);
});

test("a step that throws is not finished", async () => {
  await using run = await tempSession();
  await expect(run.session.step("r/agent/1", {}, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(run.journalled().map(({ type }) => type)).toEqual(["step.started"]);
});

test("the journal has an event before a listener sees it, and emit waits for the listener", async () => {
  const order: string[] = [];
  let journalled: () => RecordedEvent[] = () => [];
  const onEvent = async (event: RecordedEvent) => {
    expect(journalled().map(({ seq }) => seq)).toContain(event.seq);
    await sleep(30);
    order.push(`heard ${event.seq}`);
  };
  await using run = await tempSession({ onEvent });
  journalled = run.journalled;
  const first = run.session.emit(warning("one"), warning("two")).then(() => order.push("emitted 1-2"));
  const second = run.session.emit(warning("three")).then(() => order.push("emitted 3"));
  await Promise.all([first, second]);
  expect(order).toEqual(["heard 1", "heard 2", "emitted 1-2", "heard 3", "emitted 3"]);
});

test("a listener that fails fails the one who emitted, and the next event is heard again", async () => {
  let calls = 0;
  const onEvent = () => {
    if (++calls === 1) throw new Error("broken listener");
  };
  await using run = await tempSession({ onEvent });
  await expect(run.session.emit(warning("one"))).rejects.toThrow("broken listener");
  await run.session.emit(warning("two"));
  expect([calls, run.journalled().length]).toEqual([2, 2]);
});

test("the log tells where each piece stands", async () => {
  await using run = await tempSession();
  const pieces = ["first\n", "second\n", "third\n"].map((text) => ({ text, ...run.session.log(Buffer.from(text)) }));
  await Promise.all(pieces.map(({ written }) => written));
  const log = run.logged();
  for (const { text, offset } of pieces) expect(log.slice(offset, offset + text.length)).toBe(text);
});
