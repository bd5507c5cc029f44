import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { RecordedEvent, RunPromptInput, RunPromptResult } from "../../src/index.ts";
import { AGENT_CACHE, agentEnvironment, MODELS, type RealAgent } from "./agent-setup.mjs";
import { startFakeModel, type Turn } from "./fake-model.mjs";
import { type CliResult, tempProject } from "./project.ts";

export function isInstalled(agent: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      return readdirSync(folder).includes(agent);
    } catch {
      return false; // PATH may name folders that are not there
    }
  });
}

/** A real agent CLI in a repository of its own, which talks to a model that answers `turns`. `{cwd}` in them is filled in; `more` is put into its environment. */
export async function realAgent(
  agent: RealAgent,
  turns: readonly Turn[],
  more: Readonly<Record<string, string>> = {},
  { guard = false } = {},
) {
  const project = await tempProject({}, { guard });
  // Outside the temporary folder: Codex puts no helper programs below one.
  mkdirSync(AGENT_CACHE, { recursive: true });
  const home = mkdtempSync(join(AGENT_CACHE, "home-"));
  const script = JSON.parse(JSON.stringify(turns).replaceAll("{cwd}", project.path)) as Turn[];
  const model = await startFakeModel({ script });
  // Claude Code refuses full access to root unless it is told that it sits in a sandbox.
  const env = { ...project.env, ...agentEnvironment(agent, { home, url: model.url }), IS_SANDBOX: "1", ...more };
  const start = (args: readonly string[], options: { readonly stdin?: string } = {}) =>
    project.start(["run", "--agent", agent, "--model", MODELS[agent], "--json", ...args], { ...options, env });
  return {
    project,
    home,
    model,
    start,
    /** A run through the CLI, its prompt on standard input: its result, and how the CLI ended. */
    async run(...args: readonly string[]): Promise<CliRun> {
      return resultOf(await start(["-", ...args], { stdin: "Do the scripted thing." }).ended);
    },
    /** What a run through the SDK needs to meet the same agent. */
    input: { provider: agent, model: MODELS[agent], cwd: project.path, env } satisfies RunPromptInput,
    events(runDir: string): RecordedEvent[] {
      const lines = readFileSync(join(runDir, "events.jsonl"), "utf8").trimEnd().split("\n");
      return lines.map((line) => JSON.parse(line) as RecordedEvent);
    },
    async [Symbol.asyncDispose]() {
      await model.close();
      await project[Symbol.asyncDispose]();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export type CliRun = RunPromptResult & { readonly cliExit: number | null };

export function resultOf({ exitCode, stdout, stderr }: CliResult): CliRun {
  if (stdout === "") throw new Error(`no result: ${stderr}`);
  return { ...(JSON.parse(stdout) as RunPromptResult), cliExit: exitCode };
}

/** Processes with this word in their command line, except those that look for it. */
export function running(word: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandLine(pid).split("\0").includes(word));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return ""; // it has ended meanwhile
  }
}
