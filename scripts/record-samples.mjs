/**
 * Records what real agents print, against the fake model: node scripts/record-samples.mjs [AGENT] [NAME]
 *
 * Codex and Claude Code are called as is written here; any other agent that has a home in test/support/agent-setup.mjs by a
 * run of prompts-gpt, as built.
 * Takes the CLIs from PATH. Writes test/fixtures/samples/<agent>/<name>.jsonl, and how each ended into endings.json
 * beside them. Paths, ports and hosts of this machine are replaced, and lists and texts that belong to the CLIs cut.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { agentEnvironment, MODELS } from "../packages/prompts-gpt/test/support/agent-setup.mjs";
import { startFakeModel } from "../packages/prompts-gpt/test/support/fake-model.mjs";
import { packageRoot, root } from "./ensure.mjs";
import { neutral, saveRun, saveSample } from "./save-sample.mjs";
import { SCENARIOS, SHARED } from "./sample-scenarios.mjs";

const [onlyAgent, onlyName] = process.argv.slice(2);
const work = join(root, ".cache/samples");
const cli = join(packageRoot, "dist/cli/bin.cjs");

async function recordCall(agent, { name, scenario, home, session }) {
  const cwd = join(home, "project");
  mkdirSync(cwd, { recursive: true });
  const model = await startFakeModel({
    script: JSON.parse(JSON.stringify(scenario.turns).replaceAll("{cwd}", cwd)),
  });
  const env = {
    ...agentEnvironment(agent, { home, url: model.url }),
    ...(scenario.access === "full" ? { IS_SANDBOX: "1" } : {}),
  };
  const child = spawn(agent, argsOf(agent, scenario, { cwd, session }), { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => {}); // it may refuse the prompt before it has read it
  child.stdin.end(scenario.prompt ?? "Do the scripted thing.");
  const ended = once(child, "close");
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  if (scenario.signal) await sleep(2000).then(() => child.kill(scenario.signal));
  const [code, signal] = await ended;
  await model.close();
  const clean = (text) =>
    neutral(text, [
      [cwd, "/home/user/project"],
      [home, "/home/user"],
      [root, "/home/user"],
      [new URL(model.url).host, "127.0.0.1:8080"],
    ]);
  const lines = (await stdout)
    .split("\n")
    .filter(Boolean)
    .map((line) => clean(trimmed(line)));
  const exit = exitOf({ code, signal, sent: scenario.signal });
  saveSample(agent, name, { lines, ending: { exit, stderr: clean(await stderr) } });
  return { exit, session: /"(?:thread_id|session_id)":"([^"]+)"/.exec(lines.join("\n"))?.[1] };
}

/** What prompts-gpt starts, the way it starts it. */
async function recordRun(agent, { name, scenario, home }) {
  const cwd = join(home, "project");
  rmSync(join(cwd, ".scripts"), { recursive: true, force: true });
  mkdirSync(cwd, { recursive: true });
  spawnSync("git", ["init", "--quiet", cwd]);
  const turns = JSON.parse(JSON.stringify(scenario.turns).replaceAll("{cwd}", cwd));
  const model = await startFakeModel({ script: turns });
  const env = agentEnvironment(agent, { home, url: model.url });
  const access = scenario.access === "ask" ? "read" : (scenario.access ?? "write");
  const fixed = ["--non-interactive", "--no-snapshot", "--allow-destructive-git", "--run-id", name];
  const asked = ["--agent", agent, "--model", MODELS[agent], "--access", access];
  const prompt = ["--prompt", scenario.prompt ?? "Do the scripted thing."];
  const args = [cli, "run", ...fixed, ...asked, ...prompt, "--", ...(scenario.args ?? [])];
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  const [ended, said] = [once(child, "close"), collect(child.stderr)];
  if (scenario.signal) await sleep(5000).then(() => child.kill(scenario.signal));
  const [code] = await ended;
  await model.close();
  // Some have no `write`.
  if (code === 2 && access === "write")
    return recordRun(agent, { name, scenario: { ...scenario, access: "full" }, home });
  if (code === 2) return { exit: { kind: "refused", why: (await said).trim() } };
  const places = [
    [cwd, "/home/user/project"],
    [home, "/home/user"],
    [root, "/home/user"],
    [new URL(model.url).host, "127.0.0.1:8080"],
  ];
  return { exit: saveRun(agent, name, { runDir: join(cwd, ".scripts/runs", name), pairs: places }) };
}

function argsOf(agent, { access = "write", args = [] }, { cwd, session }) {
  if (agent === "claude") {
    const mode = { write: "acceptEdits", full: "bypassPermissions", ask: "default", read: "default" }[access];
    const tools = access === "read" ? ["--tools", "Read,Glob,Grep", "--disallowedTools", "Edit,Write,Bash"] : [];
    const resume = session ? ["--resume", session] : [];
    return [
      "-p",
      ...tools,
      "--output-format",
      "stream-json",
      "--verbose",
      "--model",
      MODELS.claude,
      "--permission-mode",
      mode,
      ...resume,
      ...args,
    ];
  }
  const mode = { write: "workspace-write", full: "danger-full-access", ask: "workspace-write", read: "read-only" }[
    access
  ];
  const where = access === "ask" ? join(cwd, "..", "elsewhere") : cwd;
  mkdirSync(where, { recursive: true });
  const fixed = [
    "exec",
    "--json",
    "--skip-git-repo-check",
    "-C",
    where,
    "-s",
    mode,
    "-m",
    MODELS.codex,
    "-c",
    "allow_login_shell=false",
  ];
  return [...fixed, ...args, ...(session ? ["resume", session] : []), "-"];
}

/** Who sends a signal does not ask the exit code what happened: Claude Code ends with 0 after an interrupt. */
function exitOf({ code, signal, sent }) {
  if (sent) return { kind: "cancelled", why: `interrupted (${sent})` };
  return signal ? { kind: "signalled", signal } : { kind: "exited", code };
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** What of an `init` event says something about the run; the rest lists what Claude Code comes with. */
const INIT = [
  "type",
  "subtype",
  "cwd",
  "session_id",
  "mcp_servers",
  "model",
  "permissionMode",
  "apiKeySource",
  "claude_code_version",
  "uuid",
];

function trimmed(line) {
  const event = JSON.parse(line);
  if (event.subtype === "init") return JSON.stringify(Object.fromEntries(INIT.map((key) => [key, event[key]])));
  if (event.subtype === "informational") return JSON.stringify({ ...event, content: "An advice of the CLI." });
  return line;
}

for (const agent of onlyAgent ? [onlyAgent] : Object.keys(SCENARIOS)) {
  const isCalled = Object.hasOwn(SCENARIOS, agent);
  const scenarios = isCalled ? SCENARIOS[agent] : SHARED;
  const sessions = {};
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (onlyName && name !== onlyName && name !== scenarios[onlyName]?.resumes) continue;
    if (!isCalled && (scenario.session || scenario.resumes)) continue; // a run continues no session of another
    const home = join(work, agent, scenario.resumes ?? name);
    const session = scenario.session ?? sessions[scenario.resumes];
    if (!scenario.resumes) rmSync(home, { recursive: true, force: true });
    const ending = await (isCalled ? recordCall : recordRun)(agent, { name, scenario, home, session });
    sessions[name] = ending.session;
    console.log(agent, name, JSON.stringify(ending.exit));
  }
}
rmSync(work, { recursive: true, force: true });
