import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { afterEach, expect, test, vi } from "vitest";
import { LockError } from "../../../../src/errors.ts";
import { thisProcess } from "../../../../src/process/owner.ts";
import { withLock } from "../../../../src/workspace/snapshot/lock.ts";
import { tempFolder } from "../../../support/temp-folder.ts";

afterEach(() => void vi.useRealTimers());

test("a lock is gone after the work, also when that fails", async () => {
  await using folder = await tempFolder();
  const lock = folder.at("lock");
  const name = () => JSON.parse(readFileSync(`${lock}/owner`, "utf8")) as unknown;
  expect(await withLock({ lock, what: "it" }, async () => name())).toEqual(await thisProcess());
  expect(existsSync(lock)).toBe(false);
  await expect(withLock({ lock, what: "it" }, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(lock)).toBe(false);
});

test("a lock that is somebody else's by now is left to him", async () => {
  await using folder = await tempFolder();
  const lock = folder.at("lock");
  const other = JSON.stringify({ pid: 1, processStart: "1", host: "elsewhere" });
  await withLock({ lock, what: "it" }, async () => {
    rmSync(lock, { recursive: true });
    mkdirSync(lock);
    writeFileSync(`${lock}/owner`, other);
  });
  expect(readFileSync(`${lock}/owner`, "utf8")).toBe(other);
});

test.each([
  ["elsewhere", /: process 7 on elsewhere\.$/, /^When it is no more: rm -r \S+lock$/],
  [hostname(), /for two minutes\.$/, /^Wait for it$/],
])("a lock of a process on %s is given up after two minutes, with what to type", async (host, message, fix) => {
  await using folder = await tempFolder();
  const lock = folder.at("lock");
  mkdirSync(lock);
  const { pid, ...alive } = await thisProcess();
  const owner = host === hostname() ? { pid, ...alive } : { pid: 7, processStart: "1", host };
  writeFileSync(`${lock}/owner`, JSON.stringify(owner));
  vi.useFakeTimers({ toFake: ["Date"] });
  const waited = withLock({ lock, what: "it", fix: "Wait for it" }, () => Promise.resolve());
  setTimeout(() => vi.setSystemTime(Date.now() + 121_000), 100);
  const error: unknown = await waited.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LockError);
  expect(error).toMatchObject({
    message: expect.stringMatching(message),
    fix: expect.stringMatching(fix),
    exitCode: 5,
  });
});
