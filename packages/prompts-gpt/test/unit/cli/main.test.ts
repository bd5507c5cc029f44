import { Writable } from "node:stream";
import { expect, test } from "vitest";
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
