import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { claim, latestGeneration, removeBefore } from "../../src/lock/generation.ts";
import { lockFolder } from "../../src/lock/lock.ts";
import { command, serve } from "../support/command.ts";
import { tempFolder } from "../support/registry.ts";

test("a second server on one folder is refused, and told who has it and what to do", async () => {
  using folder = tempFolder();
  const place = ["--data", folder.path];
  const server = await serve(place);
  const { code, stdout, stderr } = await command("serve", "--port", "0", ...place);
  expect([code, stdout]).toEqual([5, ""]);
  expect(stderr).toContain(`process ${server.child.pid}`);
  expect(stderr).toContain("--database-url");
  expect((await command("restore", "nothing.gz", ...place)).code).toBe(5);

  // After a kill nobody has to clean up.
  server.child.kill("SIGKILL");
  await once(server.child, "close");
  await using next = await serve(place);
  expect(next.url).toMatch(/^http/);
}, 60_000);

test("another PID namespace is no way round it", async (context) => {
  using folder = tempFolder();
  const inner = spawn("unshare", ["--pid", "--fork", process.execPath, "--version"], { stdio: "ignore" });
  const [isPossible] = (await Promise.race([once(inner, "exit"), once(inner, "error").then(() => [1])])) as [number];
  if (isPossible !== 0) return context.skip("no PID namespaces here");
  await using server = await serve(["--data", folder.path]);
  const main = join(import.meta.dirname, "../../dist/main.js");
  const child = spawn("unshare", ["--pid", "--fork", process.execPath, main, "--port", "0", "--data", folder.path], {
    stdio: "ignore",
  });
  const [code] = (await once(child, "exit")) as [number];
  expect([server.child.exitCode, code]).toEqual([null, 5]);
}, 60_000);

test("of many who want a folder whose holder is gone one gets it, each time", async () => {
  using folder = tempFolder();
  const place = join(folder.path, "a".repeat(150)); // longer than the path of a socket may be
  for (let round = 0; round < 20; round++) {
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(place)));
    const held = tries.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(held).toHaveLength(1);
    await held[0]?.release();
  }
  expect(readdirSync(place).filter((name) => name.startsWith("lock"))).toHaveLength(1);
});

test("whoever comes late with a number that was given out before does not hold the folder", () => {
  using folder = tempFolder();
  const holder = (pid: number) => ({ pid, host: "h", system: "s", since: "", socket: `lock-${pid}` });
  expect(claim(folder.path, 1, holder(1))).toBe(true);
  expect(claim(folder.path, 2, holder(2))).toBe(true);
  expect(claim(folder.path, 2, holder(3))).toBe(false);
  expect(claim(folder.path, 3, holder(3))).toBe(true);
  removeBefore(folder.path, 3);
  expect(claim(folder.path, 2, holder(4))).toBe(false);
  expect(latestGeneration(folder.path)).toBe(3);
});

test("a file without content, as a power failure may leave it, keeps nobody out for long", async () => {
  using folder = tempFolder();
  writeFileSync(join(folder.path, "lock.3"), "");
  const old = new Date(Date.now() - 3_600_000);
  utimesSync(join(folder.path, "lock.3"), old, old);
  const lock = await lockFolder(folder.path);
  expect(latestGeneration(folder.path)).toBe(4);
  await lock.release();
});

test("a holder in another system is believed as long as its file is touched", async () => {
  using folder = tempFolder();
  mkdirSync(folder.path, { recursive: true });
  const other = {
    pid: 1,
    host: "other",
    system: "another kernel",
    since: new Date().toISOString(),
    socket: "lock-1-a",
  };
  claim(folder.path, 1, other);
  const beat = setInterval(() => utimesSync(join(folder.path, "lock.1"), new Date(), new Date()), 400);
  await wait(100);
  await expect(lockFolder(folder.path)).rejects.toThrow("process 1 on other");
  clearInterval(beat);
  expect(latestGeneration(folder.path)).toBe(1);
});
