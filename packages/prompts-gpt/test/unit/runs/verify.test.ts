import fc from "fast-check";
import { expect, test } from "vitest";
import { agentMarker } from "../../../src/process/marker.ts";
import { createRedactor } from "../../../src/process/redact/redactor.ts";
import { capture } from "../../../src/process/spawn.ts";
import type { LinePlace } from "../../../src/runs/run-line.ts";
import { onFinish } from "../../../src/runs/on-finish.ts";
import { failureText, verify, type Verified } from "../../../src/runs/verify.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const SECRET = "s3cr3t-s3cr3t-s3cr3t";
let serial = 0;

function placeIn(cwd: string, over: Partial<LinePlace> = {}): LinePlace {
  const redactor = createRedactor([{ name: "MY_KEY", value: SECRET }], ["token-\\d+"]);
  const marker = agentMarker(cwd, `verify-${(serial += 1)}`);
  return { cwd, env: { PATH: process.env["PATH"], MY_KEY: SECRET }, marker, timeoutSeconds: 20, redactor, ...over };
}

async function run(commands: readonly string[], over: Partial<LinePlace> = {}) {
  await using folder = await tempFolder({ "a.txt": "one\n", "b.txt": "two\n" });
  const result = await verify(commands, placeIn(folder.path, over));
  return {
    ...result,
    exits: result.commands.map(({ exit }) => exit),
    outputs: result.commands.map((one) => one.output),
  };
}

async function isRunning(command: string): Promise<boolean> {
  const { stdout } = await capture({ file: "ps", args: ["-A", "-o", "args="] }, { cwd: "/", env: process.env });
  return stdout.toString().split("\n").includes(command);
}

test("every one has to exit with 0; after one that failed the others run all the same", async () => {
  const { ok, exits } = await run(["true", "exit 3", "true"]);
  expect([ok, exits]).toEqual([false, [0, 3, 0].map((code) => ({ kind: "exited", code }))]);
  expect((await run(["true", "true"])).ok).toBe(true);
});

test("a line is read by a shell, as it would be typed, in the folder it was given", async () => {
  const { outputs } = await run(["cat *.txt && echo $((1 + 1)) | tr 2 '3'; pwd | sed 's/.*\\///' >/dev/null"]);
  expect(outputs).toEqual(["one\ntwo\n3"]);
});

test("it gets the environment that it was given, and nothing to read", async () => {
  const { outputs } = await run(["env | sort | grep -v -e _=  -e PWD -e SHLVL -e PROMPTS_GPT_RUN | cut -d= -f1; cat"]);
  expect(outputs).toEqual(["MY_KEY\nPATH"]);
});

test("both streams as they came, without colours; of a bar its last state; no secret, however it is printed", async () => {
  const line = String.raw`printf 'a\n'; printf '\033[31mb\033[0m\n' >&2; sleep 0.1; printf '1%%\r2%%\r3%%\n'; echo $MY_KEY token-12; printf 's3cr3t-\033[1ms3cr3t-s3cr3t\n'`;
  const seen: string[] = [];
  const { outputs } = await run([line], { onOutput: (text) => void seen.push(text) });
  const [output = ""] = outputs;
  expect(output.split("\n").toSorted()).toEqual(
    ["3%", "[redacted:MY_KEY]", "[redacted:MY_KEY] [redacted:pattern-1]", "a", "b"].toSorted(),
  );
  expect(seen.join("\n")).toBe(output);
});

test("a secret in the command itself is not recorded either", async () => {
  const result = await run([`echo ${SECRET}`]);
  expect(result.commands[0]?.command).toBe("echo [redacted:MY_KEY]");
  expect(JSON.stringify(result)).not.toContain(SECRET);
});

test("of much output the end is kept", async () => {
  const { commands } = await run(["seq 1 60000; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo end; exit 1"]);
  const [{ output, isCut } = { output: "", isCut: false }] = commands;
  expect([isCut, output.endsWith("\nend"), Buffer.byteLength(output)]).toEqual([true, true, 16 * 1024]);
  expect((await run(["echo a"])).commands[0]?.isCut).toBe(false);
});

test("one that hangs is ended at its limit, with everything that it started", async () => {
  await using folder = await tempFolder();
  const line = "trap '' TERM; sleep 3917 & wait";
  const { ok, commands } = await verify([line, "true"], placeIn(folder.path, { timeoutSeconds: 0.5 }));
  expect([ok, commands.map(({ exit }) => exit)]).toEqual([
    false,
    [
      { kind: "timed-out", limit: "total" },
      { kind: "exited", code: 0 },
    ],
  ]);
  expect(await isRunning("sleep 3917")).toBe(false);
}, 20_000);

test("what it leaves in the background is ended and counted, and is no failure", async () => {
  await using folder = await tempFolder();
  const { ok, commands } = await verify(
    ['node -e \'require("child_process").spawn("sleep", ["3918"], { detached: true })\' & sleep 2'],
    placeIn(folder.path),
  );
  expect([ok, commands[0]?.leftProcesses === 0]).toEqual([true, false]);
  expect(await isRunning("sleep 3918")).toBe(false);
});

for (const how of ["signal", "kill"] as const)
  test(`${how}: the one that runs is ended, and no other one starts`, async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort("Ctrl-C"), 300);
    const { ok, exits } = await run(["sleep 300", "true"], { [how]: stop.signal });
    expect([ok, exits]).toEqual([false, [{ kind: "cancelled", why: "Ctrl-C" }]]);
  });

test("a folder that is gone is no success", async () => {
  const { ok, commands } = await verify(["true"], placeIn("/nowhere/at/all"));
  expect([ok, commands[0]?.exit.kind]).toEqual([false, "not-started"]);
});

test("what runs in the end is told of the run by variables", async () => {
  await using folder = await tempFolder();
  const line = 'echo "$PROMPTS_GPT_RUN_ID $PROMPTS_GPT_RUN_DIR $PROMPTS_GPT_STATUS $PROMPTS_GPT_EXIT_CODE"; exit 4';
  const run = { runId: "sweep-1", runDir: "/runs/sweep-1", status: "cancelled", exitCode: 130 } as const;
  const { output, exit } = await onFinish(line, run, placeIn(folder.path));
  expect([output, exit]).toEqual(["sweep-1 /runs/sweep-1 cancelled 130", { kind: "exited", code: 4 }]);
});

const failed = (command: string, output: string): Verified["commands"][number] => {
  return { command, exit: { kind: "exited", code: 1 }, durationMs: 1, output, isCut: false, leftProcesses: 0 };
};

test("what the next iteration is told", () => {
  const ok = { ...failed("true", "fine"), exit: { kind: "exited", code: 0 } } as const;
  const text = failureText({ ok: false, commands: [ok, failed("npm test", "1 failed"), failed("tsc", "")] });
  expect(text).toMatch(/^The result so far was not accepted: 2 of 3 commands that must succeed did not\. /);
  expect(text).toContain(
    "\n\n> $ npm test\n> 1 failed\n> [npm test exited with code 1]\n\n> $ tsc\n> [it printed nothing]\n",
  );
  expect(text).not.toContain("fine");
  expect(failureText({ ok: true, commands: [ok] })).toBe("");
});

test("any output: bounded, and nothing of it stands outside of the quotation", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (command, output) => {
      const [, ...lines] = failureText({ ok: false, commands: [failed(command, output)] }).split(
        /[\n\v\f\r\u0085\u2028\u2029]/,
      );
      expect(lines.filter((line) => line !== "" && !line.startsWith(">"))).toEqual([]);
    }),
  );
  const commands = Array.from({ length: 30 }, (_, n) => failed(`c${n}`, "x".repeat(16_000)));
  const text = failureText({ ok: false, commands });
  expect(text.length).toBeLessThan(20_000);
  for (const { command } of commands) expect(text).toContain(`> [${command} exited with code 1]`);
});
