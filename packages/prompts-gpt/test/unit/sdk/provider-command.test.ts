import assert from "node:assert/strict";
import { chmodSync, existsSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "vitest";
import { buildProviderCommand, executeProviderCommand } from "../../../src/sdk/provider-command.ts";
import { running } from "../../support/real-agent.ts";
import { rejection, tempFolder } from "../../support/temp-folder.ts";

const any = { read: [], write: [], full: [] };
const customProviders = {
  // Runs its prompt as a shell script.
  sh: { command: "sh", args: [], prompt: "stdin", output: "text", access: any, keys: ["MY_KEY"] },
  file: { command: "cat", args: ["{promptFile}"], prompt: "file", output: "text", access: any },
};

async function place() {
  const folder = await tempFolder({
    "config/prompts-gpt/config.json": JSON.stringify({ customProviders, providers: { sh: { env: { ADDED: "yes" } } } }),
    "bin/codex": "#!/bin/sh\ntouch started\n",
    "work/.keep": "",
  });
  chmodSync(folder.at("bin/codex"), 0o755);
  const state = { XDG_CONFIG_HOME: folder.at("config"), XDG_STATE_HOME: folder.at("state") };
  const keys = { MY_KEY: "mine-0123456789", OPENAI_API_KEY: "sk-not-for-sh-0123456789" };
  const env = { PATH: `${folder.at("bin")}:/usr/bin:/bin`, HOME: folder.at("home"), ...state, ...keys };
  const cwd = folder.at("work");
  const build = (provider: string, prompt: string) => buildProviderCommand({ provider, prompt, cwd, env });
  const execute = async (script: string, options: Parameters<typeof executeProviderCommand>[1] = {}) =>
    executeProviderCommand(await build("sh", script), { env, ...options });
  return { ...folder, env, cwd, build, execute };
}

test("what would be started is data: nothing is started or written, and values of variables are not in it", async () => {
  await using here = await place();
  const command = await here.build("codex", "Look around.");
  assert.deepEqual([command.file, command.stdin, command.access], [here.at("bin/codex"), "Look around.", "write"]);
  assert.deepEqual(command.args.slice(0, 4), ["exec", "--json", "--skip-git-repo-check", "-C"]);
  const { variables } = await here.build("sh", "true");
  assert.deepEqual(
    [command, { variables }].map((one) => one.variables.includes("OPENAI_API_KEY")),
    [true, false],
  );
  assert.doesNotMatch(JSON.stringify(command), /0123456789/);
  assert.deepEqual(JSON.parse(JSON.stringify(command)), command);
  assert.deepEqual([existsSync(here.at("work/started")), existsSync(here.at("work/.scripts"))], [false, false]);
});

test("it is refused where a run would be", async () => {
  await using here = await place();
  const { cwd, env } = here;
  const error = await rejection(buildProviderCommand({ provider: "codx", prompt: "x", cwd, env }));
  assert.deepEqual([error.exitCode, error.fix], [2, "Did you mean --provider codex?"]);
});

test("a command is run to its end, with its lines as they come, its own variables and no key of others", async () => {
  await using here = await place();
  const lines: string[] = [];
  const script = 'echo "$ADDED ${OPENAI_API_KEY:-none}"; echo oops >&2; pwd; exit 3';
  const { exit, stdout, stderr } = await here.execute(script, {
    onLine: (line, from) => void lines.push(`${from}: ${line}`),
  });
  assert.deepEqual(exit, { kind: "exited", code: 3 });
  assert.deepEqual(stdout, { text: `yes none\n${here.cwd}\n`, isCut: false });
  assert.equal(stderr.text, "oops\n");
  assert.deepEqual(lines.toSorted(), ["stderr: oops", "stdout: yes none", `stdout: ${here.cwd}`].toSorted());
});

test("secrets are in no line and in no result", async () => {
  await using here = await place();
  const lines: string[] = [];
  const { stdout } = await here.execute('echo "key: $MY_KEY"', { onLine: (line) => void lines.push(line) });
  assert.deepEqual([stdout.text, lines], ["key: [redacted:MY_KEY]\n", ["key: [redacted:MY_KEY]"]]);
});

test("of much output the end is kept, and it is said", async () => {
  await using here = await place();
  const { stdout } = await here.execute("i=0; while [ $i -lt 20000 ]; do echo line-$i; i=$((i+1)); done");
  assert.deepEqual([stdout.isCut, stdout.text.length, stdout.text.endsWith("line-19999\n")], [true, 65536, true]);
});

test("what it leaves behind is ended and listed", async () => {
  await using here = await place();
  const seconds = `${1000 + process.pid}.25`;
  const { exit, leftProcesses } = await here.execute(`setsid sleep ${seconds} >/dev/null 2>&1 & sleep 0.3; echo left`);
  assert.deepEqual([exit, running(seconds)], [{ kind: "exited", code: 0 }, []]);
  assert.deepEqual(
    leftProcesses.map(({ command }) => command),
    [`sleep ${seconds}`],
  );
});

test("time and a signal end it, with all that it runs", async () => {
  await using here = await place();
  const seconds = `${1000 + process.pid}.75`;
  const late = await here.execute(`sleep ${seconds}`, { timeoutSeconds: 0.3 });
  const silent = await here.execute(`sleep ${seconds}`, { idleTimeoutSeconds: 0.3 });
  const stop = new AbortController();
  setTimeout(() => stop.abort("enough"), 300);
  const stopped = await here.execute(`sleep ${seconds}`, { signal: stop.signal });
  assert.deepEqual(
    [late.exit, silent.exit, stopped.exit],
    [
      { kind: "timed-out", limit: "total" },
      { kind: "timed-out", limit: "idle" },
      { kind: "cancelled", why: "enough" },
    ],
  );
  assert.deepEqual(running(seconds), []);
});

test("a prompt that is taken as a file stands there while the program runs, and is gone afterwards", async () => {
  await using here = await place();
  const command = await here.build("file", "From a file.");
  const path = command.promptFile?.path ?? "";
  assert.deepEqual([command.stdin, command.args, existsSync(path)], ["", [path], false]);
  const { stdout } = await executeProviderCommand(command, { env: here.env });
  assert.deepEqual([stdout.text, existsSync(dirname(path))], ["From a file.", false]);
});

test("what a listener throws is thrown, once the agent has ended", async () => {
  await using here = await place();
  const fail = () => {
    throw new Error("disk full");
  };
  const seconds = `${1000 + process.pid}.5`;
  const error = await rejection(here.execute(`echo a; sleep ${seconds}`, { onLine: fail }));
  assert.deepEqual([error.message, running(seconds)], ["disk full", []]);
});
