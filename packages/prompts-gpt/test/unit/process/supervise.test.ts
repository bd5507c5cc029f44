import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { namespacePossible } from "../../../src/process/namespace.ts";
import { stageAgent } from "../../../src/process/supervise.ts";
import { isRunning, supervised as run } from "../../support/supervised.ts";
import { tempFolder } from "../../support/temp-folder.ts";

/** Every nasty child under each way of holding a process tree that this machine has. */
const ways =
  process.platform !== "linux"
    ? (["group"] as const)
    : namespacePossible()
      ? (["pid-namespace", "marker"] as const)
      : (["marker"] as const);
if (!namespacePossible()) console.log("skipped: supervision by PID namespace (needs root on Linux)");

describe.each(ways)("%s", (supervision) => {
  const supervised: typeof run = (program, overrides, stdin) => run(program, { supervision, ...overrides }, stdin);

  test("prompt in, answer out, stdin closed", async () => {
    const ended = await supervised("process.stdin.pipe(process.stdout)", {}, "hello");
    expect(ended).toMatchObject({
      exit: { kind: "exited", code: 0 },
      stdout: "hello",
      stderr: "",
      leftProcesses: [],
      supervision,
    });
  });

  test("an agent that was made ready and given up never starts", async () => {
    await using folder = await tempFolder();
    const script = `echo started > ${folder.at("proof")}`;
    const stage = { cwd: folder.path, env: process.env, marker: "given-up", keepProcesses: false, supervision };
    const staged = stageAgent({ file: "sh", args: ["-c", script], stdin: "" }, stage);
    await staged.abandon();
    await staged.abandon();
    expect(await readdir(folder.path)).toEqual([]);
  });

  test.each([0, 1, 3, 127, 145, 255])("exit code %i is told as it is", async (code) => {
    expect((await supervised(`process.exit(${code})`)).exit).toEqual({ kind: "exited", code });
  });

  test.each(["SIGSEGV", "SIGKILL", "SIGTERM"])("death by %s is no exit", async (signal) => {
    expect((await supervised(`process.kill(process.pid, "${signal}")`)).exit).toEqual({ kind: "signalled", signal });
  });

  test("ignores TERM, with a grandchild in a session of its own: both are ended, and told", async () => {
    const stop = new AbortController();
    const program = `
      process.on("SIGTERM", () => console.log("TERM"));
      const child = require("child_process").spawn("sleep", ["300"], { detached: true, stdio: "inherit" });
      console.log("ready", child.pid); setInterval(() => {}, 1000);`;
    let seen = "";
    const ended = await supervised(program, {
      signal: stop.signal,
      onBlock: async (block) => {
        seen += block.bytes.toString();
        if (seen.includes("ready")) stop.abort("Ctrl-C");
      },
    });
    expect(ended.exit).toEqual({ kind: "cancelled", why: "Ctrl-C" });
    expect(seen).toContain("TERM");
    expect(await survivors("sleep 300")).toEqual([]);
  });

  test("left behind after a normal end, in its own session: ended and listed", async () => {
    const program = `require("child_process").spawn("sleep", ["301"], { detached: true, stdio: "inherit" }).unref(); console.log("done")`;
    const started = performance.now();
    const ended = await supervised(program);
    expect(ended).toMatchObject({
      exit: { kind: "exited", code: 0 },
      stdout: "done\n",
      leftProcesses: [{ command: "sleep 301" }],
    });
    expect(performance.now() - started).toBeLessThan(10_000); // the pipes it held open did not keep us
    expect(await survivors("sleep 301")).toEqual([]);
  });

  test("a daemon that is nobody's child any more, without our marker", async () => {
    // In the namespace nothing can hide; by marker it is found because it was seen while its parent lived.
    const program = `require("child_process").spawn("env", ["-i", "sh", "-c", "sleep 302 & sleep 303"], { detached: true, stdio: "ignore" }).unref(); setTimeout(() => {}, 1500)`;
    const ended = await supervised(program);
    expect(ended.leftProcesses.map(({ command }) => command)).toEqual(
      expect.arrayContaining(["sleep 302", "sleep 303"]),
    );
    expect(await survivors("sleep 30[23]")).toEqual([]);
  });

  test("floods both pipes", async () => {
    const program = `const line = "x".repeat(99) + "\\n"; for (let i = 0; i < 20000; i++) { process.stdout.write(line); process.stderr.write(line); }`;
    const ended = await supervised(program);
    expect([ended.stdout.length, ended.stderr.length]).toEqual([2_000_000, 2_000_000]);
  });

  test("never reads a prompt of 5 MB", async () => {
    expect((await supervised("console.log('deaf')", {}, "p".repeat(5_000_000))).stdout).toBe("deaf\n");
  });

  test("gets a prompt of 5 MB whole", async () => {
    const program = `const { createHash } = require("crypto"); const h = createHash("sha256"); let n = 0; process.stdin.on("data", (d) => { n += d.length; h.update(d) }).on("end", () => console.log(n, h.digest("hex")))`;
    const prompt = "päckchen ".repeat(500_000);
    const { createHash } = await import("node:crypto");
    const expected = `${Buffer.byteLength(prompt)} ${createHash("sha256").update(prompt).digest("hex")}\n`;
    expect((await supervised(program, {}, prompt)).stdout).toBe(expected);
  });

  test("closes stdout early and goes on", async () => {
    const ended = await supervised(
      `require("fs").closeSync(1); setTimeout(() => { console.error("still here"); process.exit(4) }, 200)`,
    );
    expect(ended).toMatchObject({ exit: { kind: "exited", code: 4 }, stderr: "still here\n" });
  });

  test.each([
    ["total", { total: 300, idle: 0, grace: 300 }, "setInterval(() => console.log('busy'), 20)"],
    ["idle", { total: 0, idle: 300, grace: 300 }, "console.log('one'); setInterval(() => {}, 1000)"],
  ] as const)("%s timeout", async (limit, limits, program) => {
    expect((await supervised(program, { limits })).exit).toEqual({ kind: "timed-out", limit });
  });

  test("a sign of life, even half a line, is no idleness", async () => {
    const program = `let n = 0; const t = setInterval(() => { process.stdout.write("."); if (++n === 12) { clearInterval(t); } }, 100)`;
    expect((await supervised(program, { limits: { total: 0, idle: 600, grace: 300 } })).exit).toEqual({
      kind: "exited",
      code: 0,
    });
  });

  test("the second signal does not wait for the grace", async () => {
    const [stop, kill] = [new AbortController(), new AbortController()];
    const started = performance.now();
    const ended = await supervised("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')", {
      limits: { total: 0, idle: 0, grace: 60_000 },
      signal: stop.signal,
      kill: kill.signal,
      onBlock: async () => {
        stop.abort("Ctrl-C");
        kill.abort("Ctrl-C");
      },
    });
    expect(ended.exit).toEqual({ kind: "cancelled", why: "Ctrl-C" });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("a listener that fails stops the agent, and its error comes out", async () => {
    const onBlock = () => Promise.reject(new Error("no space left"));
    await expect(
      supervised("console.log(process.pid); setInterval(() => console.log('more'), 10)", { onBlock }),
    ).rejects.toThrow("no space left");
  });

  test("with keepProcesses what was left runs on, and is listed", async () => {
    if (supervision === "pid-namespace") return; // never chosen together: see `strongest`
    const program = `require("child_process").spawn("sleep", ["304"], { detached: true, stdio: "inherit" }).unref()`;
    const ended = await run(program, { keepProcesses: true });
    expect(ended.leftProcesses).toMatchObject([{ command: "sleep 304" }]);
    for (const { pid } of ended.leftProcesses) {
      expect(isRunning(pid)).toBe(true);
      process.kill(pid, "SIGKILL");
    }
  });
});

test("a program that is not there", async () => {
  const ended = await run("", { cwd: "/nonexistent-folder", supervision: "marker" });
  expect(ended.exit).toMatchObject({ kind: "not-started" });
});

/** Processes of this machine whose command line matches. */
async function survivors(pattern: string): Promise<string[]> {
  const { execFileSync } = await import("node:child_process");
  try {
    return execFileSync("pgrep", ["-xf", pattern], { encoding: "utf8" }).trim().split("\n");
  } catch {
    return []; // pgrep exits 1 when there is none
  }
}

test("a command line that the system refuses is no exception", async () => {
  const ended = await run("1".repeat(200_000), { supervision: "marker" });
  expect(ended.exit).toMatchObject({ kind: "not-started", message: expect.stringContaining("E2BIG") as string });
});
