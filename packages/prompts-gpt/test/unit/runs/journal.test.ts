import { execFileSync } from "node:child_process";
import { appendFile, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/agent/events.ts";
import { createJournal, readEvents, reopenJournal } from "../../../src/runs/journal.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const warning = (message: string) => ({ type: "run.warning", message }) as const;

async function read(path: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of readEvents(path)) events.push(event);
  return events;
}

test("events are numbered and can be read again", async () => {
  await using folder = await tempFolder();
  const journal = await createJournal(folder.at("events.jsonl"));
  await journal.append([warning("one"), warning("two")]);
  await journal.append([warning("three")], { durable: true });
  await journal.close();
  expect((await read(folder.at("events.jsonl"))).map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test.each([
  ["a torn last line", '{"schemaVersion":1,"seq":2,"ti'],
  ["a line of another kind", '{"hello":1}\n{"schemaVersion":1,"seq":3,"type":"run.warning"}\n'],
  ["no JSON", "garbage\n"],
  ["an event that comes later", '{"schemaVersion":1,"seq":3,"time":"x","type":"run.warning","message":"m"}\n'],
  ["an event without what it tells", '{"schemaVersion":1,"seq":2,"time":"x","type":"step.finished"}\n'],
])("%s at the end is passed over", async (_name, text) => {
  await using folder = await tempFolder();
  const journal = await createJournal(folder.at("events.jsonl"));
  await journal.append([warning("one")]);
  await journal.close();
  await appendFile(folder.at("events.jsonl"), text);
  expect((await read(folder.at("events.jsonl"))).map(({ seq }) => seq)).toEqual([1]);
});

test.each(["garbage\n", "no end of a line", '{"schemaVersion":1,"seq":2,"time":"x","type":"step.finished"}\n', "\0\n"])(
  "what somebody else has written between two events, %j, hides none of them, and goes on being passed over",
  async (text) => {
    await using folder = await tempFolder();
    const path = folder.at("events.jsonl");
    const journal = await createJournal(path);
    await journal.append([warning("one")]);
    await appendFile(path, text);
    await journal.append([warning("two"), warning("three")]);
    await journal.close();
    await appendFile(path, text);
    const again = await reopenJournal(path);
    await again.append([warning("four")]);
    await again.close();
    expect((await read(path)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  },
);

test("a journal that exists is never written over", async () => {
  await using folder = await tempFolder({ "events.jsonl": "mine\n" });
  await expect(createJournal(folder.at("events.jsonl"))).rejects.toThrow("EEXIST");
});

test("a write that failed half-way leaves nothing torn behind, and the next one can be read", async () => {
  await using folder = await tempFolder();
  // A limit on the size of files (ulimit -f, 512 bytes a unit) is the nearest thing to a full disk that needs no root.
  const program = `
    const { createJournal } = await import(process.argv[1]);
    const journal = await createJournal(process.argv[2]);
    const warning = (message) => ({ type: "run.warning", message });
    await journal.append([warning("one")]);
    await journal.append([warning("x".repeat(20000))]).catch(() => {});
    await journal.append([warning("three")]);
    await journal.close();`;
  const bundle = folder.at("journal.mjs");
  const { rolldown } = await import("rolldown");
  const bundler = await rolldown({
    input: new URL("../../../src/runs/journal.ts", import.meta.url).pathname,
    platform: "node",
  });
  await bundler.write({ file: bundle, format: "esm" });
  await bundler.close();
  const path = folder.at("events.jsonl");
  const limited = 'ulimit -f 8; trap "" XFSZ; exec "$@"';
  execFileSync("sh", ["-c", limited, "sh", process.execPath, "--input-type=module", "-e", program, bundle, path]);
  expect((await readFile(path, "utf8")).split("\n")).toHaveLength(3);
  expect((await read(path)).map((event) => (event.type === "run.warning" ? [event.seq, event.message] : []))).toEqual([
    [1, "one"],
    [2, "three"],
  ]);
});
