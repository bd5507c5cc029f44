import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listenToSignals } from "../../../src/cli/interrupts.ts";
import { main } from "../../../src/cli/main.ts";
import { openTerminal } from "../../../src/cli/terminal.ts";
import { memoryIo } from "./screen.ts";

test("wrong use: what is wrong and what to type on standard error, exit 2, no stack", async () => {
  const { io, stdout, stderr } = memoryIo();
  expect(await main(["run", "--modle", "x"], io)).toBe(2);
  expect([stdout(), stderr()]).toEqual([
    "",
    "error: prompts-gpt run has no flag --modle.\n  try: prompts-gpt run --model\n",
  ]);
});

test("wrong use with --json: one document on standard output too", async () => {
  const { io, stdout } = memoryIo();
  expect(await main(["--json", "lst"], io)).toBe(2);
  expect(JSON.parse(stdout())).toEqual({
    schemaVersion: 1,
    error: { name: "ConfigError", message: 'There is no command "lst".', fix: "prompts-gpt list", exitCode: 2 },
  });
});

for (const [argv, starts] of [
  [[], "prompts-gpt: run"],
  [["--help"], "prompts-gpt: run"],
  [["run", "-h"], "Run one prompt"],
  [["help", "runs", "logs"], "Print what the agent"],
  [["help", "run"], "Run one prompt"],
  [["run", "--version"], "0.1.0"],
] as const)
  test(`"${argv.join(" ")}" is answered on standard output`, async () => {
    const { io, stdout, stderr } = memoryIo();
    expect([await main(argv, io), stdout().startsWith(starts), stderr()]).toEqual([0, true, ""]);
  });

test("a reader that goes away is no error", async () => {
  const broken = (code: string) =>
    new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error("broken"), { code })) });
  const pipe = openTerminal(broken("EPIPE"), { env: {}, noColor: true });
  await pipe.write("one");
  await pipe.write("two");
  expect(pipe.gone.aborted).toBe(true);
  await expect(openTerminal(broken("ENOSPC"), { env: {}, noColor: true }).write("x")).rejects.toThrow(
    "cannot be written",
  );
});

test("the first signal stops, the second kills, the third is nobody's any more", () => {
  const listeners = new Map<string, () => void>();
  const io = {
    on: (name: string, listener: () => void) => listeners.set(name, listener),
    off: (name: string) => listeners.delete(name),
  };
  using interrupts = listenToSignals(io);
  listeners.get("SIGINT")?.();
  expect([interrupts.signal.reason, interrupts.kill.aborted]).toEqual(["Ctrl-C", false]);
  listeners.get("SIGTERM")?.();
  expect([interrupts.kill.aborted, listeners.size]).toEqual([true, 0]);
});

describe("commands in a project", () => {
  let base = "";
  let folder = "";
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), "cli-"));
    folder = join(base, "project");
    await mkdir(join(folder, ".prompts-gpt"), { recursive: true });
    await writeFile(join(folder, ".prompts-gpt/one.md"), "# One\nDo it.\n");
  });
  afterEach(() => rm(base, { recursive: true }));

  async function cli(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const { io, stdout, stderr } = memoryIo({ HOME: base, CI: "1" });
    const code = await main([...argv, "--cwd", folder], io);
    return { code, stdout: stdout(), stderr: stderr() };
  }

  test("list", async () => expect((await cli("list")).stdout).toMatch(/^one +prompt +- +own +One$/m));
  test("list --json", async () => {
    const { stdout } = await cli("list", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, prompts: [{ slug: "one", valid: true }] });
  });
  test("list --events is one line", async () =>
    expect((await cli("list", "--events")).stdout.trim()).not.toContain("\n"));
  test("runs list", async () => expect((await cli("runs")).stdout).toContain("No runs yet."));
  test("runs show of no run", async () => expect((await cli("runs", "show", "nope")).code).toBe(2));
  test("status --config", async () => expect((await cli("status", "--config")).stdout).toContain("timeoutSeconds"));
  test("a plan", async () => {
    const { code, stdout } = await cli("run", "--agent", "replay", "--dry-run", "--timeout", "60");
    expect(code).toBe(0);
    for (const part of ["Dry run", "timeout       1m 00s", "replay", "Do it."]) expect(stdout).toContain(part);
  });
  test("a prompt given twice", async () => {
    const { code, stderr } = await cli("run", "-", "--prompt", "x");
    expect([code, stderr.split("\n")[0]]).toEqual([2, "error: A prompt is given twice: standard input and --prompt."]);
  });
  test("a folder that is not there", async () =>
    expect(await main(["list", "--cwd", "/no/such"], memoryIo().io)).toBe(2));

  test("validate says 4 for configuration too", async () => {
    expect((await cli("validate")).code).toBe(0);
    await writeFile(join(folder, ".prompts-gpt/config.json"), '{ "modle": "x" }');
    expect((await cli("validate")).code).toBe(4);
  });

  test("trust shows, accepts and takes back", async () => {
    const mine = { command: "mine", args: [], prompt: "stdin", output: "text" };
    await writeFile(join(folder, ".prompts-gpt/config.json"), JSON.stringify({ customProviders: { mine } }));
    const shown = await cli("trust");
    expect([shown.code, shown.stderr.includes('"command":"mine"')]).toEqual([2, true]);
    expect((await cli("trust", "--show")).stdout).toContain("Not accepted");
    expect((await cli("trust", "--yes")).code).toBe(0);
    expect((await cli("trust")).stdout).toContain("Accepted");
    expect((await cli("trust", "--revoke")).stdout).toContain("No longer");
    expect((await cli("trust")).code).toBe(2);
  });
});
