import { execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { RecordedEvent, RunDetails, RunPromptResult } from "../../src/index.ts";
import { shareCode } from "./code-cache.ts";
import { tempFolder } from "./temp-folder.ts";

/** The built CLI: tests run what users run. */
export const BIN = fileURLToPath(new URL("../../dist/cli/bin.cjs", import.meta.url));

/**
 * Agents for tests, defined as a user would define his own: `sh` runs the prompt as a shell script and its output is the
 * answer; `events` does the same, and its output lines are events.
 */
const agent = { command: "sh", args: [], prompt: "stdin", access: { read: [], write: [], full: [] } };
const customProviders = { sh: { ...agent, output: "text" }, events: { ...agent, output: "jsonl" } };

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /** Arguments for Node itself. */
  readonly node?: readonly string[];
  readonly cwd?: string;
}

interface ProjectOptions {
  readonly git?: boolean;
  readonly guard?: boolean;
  /** More agents, beside `sh` and `events`. */
  readonly agents?: Readonly<Record<string, object>>;
  /** More of the user's own configuration. */
  readonly config?: object;
  /** Nothing of it is compiled yet. */
  readonly cold?: boolean;
}

/** An agent that runs `script` and is given the prompt on its standard input. */
export function scriptAgent(script: string, output: "text" | "jsonl" = "text") {
  return { ...agent, args: ["-c", script], output };
}

/**
 * A git repository with these files, and a home of its own, gone at the end of the block. Its user has switched the guard
 * of git off, unless that is what is tested: agents in tests do what no agent should.
 */
export async function tempProject(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  { git = true, guard = false, agents = {}, config: more = {}, cold = false }: ProjectOptions = {},
) {
  const config = JSON.stringify({
    customProviders: { ...customProviders, ...agents },
    disallowDestructiveGit: guard,
    ...more,
  });
  const home = await tempFolder({ "config/prompts-gpt/config.json": config });
  const folder = await tempFolder({ "README.md": "# A project\n", ...files });
  if (!cold) shareCode(home.at("cache"));
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home.path,
    XDG_CONFIG_HOME: home.at("config"),
    XDG_STATE_HOME: home.at("state"),
    XDG_CACHE_HOME: home.at("cache"),
    NO_COLOR: "1",
  };
  if (git) {
    const run = (...args: string[]) => execFileSync("git", args, { cwd: folder.path, env, stdio: "ignore" });
    run("init", "-q", "-b", "main");
    run("add", ".");
    run("-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "-qm", "first");
  }
  const start = (args: readonly string[], options: CliOptions = {}) => {
    const child = spawn(process.execPath, [...(options.node ?? []), BIN, ...args], {
      cwd: options.cwd ?? folder.path,
      env: { ...env, ...options.env },
    });
    child.stdin.on("error", () => {}); // a command that reads nothing
    child.stdin.end(options.stdin ?? "");
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const ended = new Promise<CliResult>((resolve) =>
      child.on("close", (exitCode) => resolve({ exitCode, ...output })),
    );
    return { child, output, ended };
  };
  const cli = (...args: readonly string[]) => start(args).ended;
  return {
    ...folder,
    env,
    start,
    cli,
    /** A run of the shell-script agent, as JSON. */
    async run(script: string, ...args: readonly string[]): Promise<CliResult & { readonly result: RunPromptResult }> {
      const ended = await cli("run", "--agent", "sh", "--prompt", script, "--json", ...args);
      return { ...ended, result: JSON.parse(ended.stdout) as RunPromptResult };
    },
    async show(runId: string): Promise<RunDetails> {
      return JSON.parse((await cli("runs", "show", runId, "--json")).stdout) as RunDetails;
    },
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

export type Project = Awaited<ReturnType<typeof tempProject>>;

export function eventsIn(text: string): RecordedEvent[] {
  return text
    .trim()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RecordedEvent);
}

/** Resolves once `condition` holds; a test that waits for ever is ended by the runner. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
