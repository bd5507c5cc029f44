import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { pour } from "../../../src/process/spawn.ts";

const place = { cwd: ".", env: process.env };

test("output that is read only after the program has ended is there, all of it", async () => {
  const size = 50_000;
  let read = 0;
  const exit = await pour({ file: "head", args: ["-c", String(size), "/dev/zero"] }, place, async (stdout) => {
    await sleep(300);
    for await (const chunk of stdout) read += chunk.length;
  });
  expect([exit, read]).toEqual([{ kind: "exited", code: 0 }, size]);
});

test("what the reader throws ends a program that would write for ever, and is thrown", async () => {
  const reading = pour({ file: "yes", args: [] }, place, async () => {
    await sleep(50);
    throw new Error("disk full");
  });
  await expect(reading).rejects.toThrow("disk full");
});
