import { mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { agentEnv } from "../agent/agent-env.ts";
import { redactLines } from "../agent/redact-lines.ts";
import { processEnv } from "../config/environment.ts";
import { envRules } from "../modes/env-rules.ts";
import { checkTrust, loadProject } from "../modes/project.ts";
import { redactorOf } from "../modes/redactor.ts";
import { resolveRun } from "../modes/resolve-run.ts";
import type { RunPromptInput } from "../modes/run-input.ts";
import { execute, type Tail } from "../process/execute.ts";
import type { Exit } from "../process/exit.ts";
import type { LeftProcess } from "../process/left-behind.ts";
import { agentMarker } from "../process/marker.ts";
import type { Env } from "../process/spawn.ts";
import { providerOf } from "../providers/index.ts";
import type { Access } from "../providers/provider.ts";

/** What would be started for a run: plain data, unchanged by JSON. */
export interface ProviderCommand {
  readonly provider: string;
  /** Why this one. */
  readonly providerReason: string;
  /** Absolute where the program was found on PATH. */
  readonly file: string;
  readonly args: readonly string[];
  /** The prompt, where the CLI takes it so; else empty. */
  readonly stdin: string;
  /** The prompt as a file that has to stand there while the CLI runs, where it takes it so. */
  readonly promptFile?: { readonly path: string; readonly text: string };
  readonly cwd: string;
  readonly access: Access;
  /** Switches that the CLI needs in its environment: fixed words of ours. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of the variables that it gets of yours and of your configuration. */
  readonly variables: readonly string[];
  /** Seconds; 0 = no limit. */
  readonly limits: { readonly timeoutSeconds: number; readonly idleTimeoutSeconds: number };
  readonly warnings: readonly string[];
}

/**
 * The command that a run with this input would start, after all its checks: trust, access, provider, prompt. Nothing is
 * started or written. Without the guard of git and without a snapshot, which a run adds. Throws what `runPrompt` throws for
 * wrong use.
 */
export async function buildProviderCommand(input: RunPromptInput): Promise<ProviderCommand> {
  const resolved = await resolveRun(input);
  const { provider, facts, env, runId, warnings } = resolved;
  await resolved.tree.close();
  const path = join(tmpdir(), `prompts-gpt-${runId}`, "prompt.md");
  const task = { ...resolved.task, promptPath: path };
  const command = provider.command(task);
  const { file, args, stdin } = command;
  return {
    provider: provider.id,
    providerReason: facts.providerReason,
    file,
    args,
    stdin,
    ...(args.some((arg) => arg.includes(path)) ? { promptFile: { path, text: task.prompt } } : {}),
    cwd: task.cwd,
    access: task.access,
    env: { ...command.env },
    variables: Object.keys(env).toSorted(),
    limits: task.limits,
    warnings: warnings.map(({ message }) => message),
  };
}

export interface ExecuteOptions {
  /** Seconds for the whole of it; 0 = no limit. Default: the command's. */
  readonly timeoutSeconds?: number;
  /** Seconds without any output; 0 = off. Default: the command's. */
  readonly idleTimeoutSeconds?: number;
  /** Ends it gracefully, and what it does not end of itself within 8 seconds, by force. */
  readonly signal?: AbortSignal;
  /** Each line that it prints, without secrets, as it comes. Awaited: a slow listener slows it down. */
  readonly onLine?: (line: string, from: "stdout" | "stderr") => void | Promise<void>;
  /** Accept, for this time alone, what the repository's configuration executes. */
  readonly trust?: boolean;
  /** Environment to take the command's `variables` from. Default: this process's. */
  readonly env?: Env;
}

export interface ExecuteResult {
  readonly exit: Exit;
  /** The last 64 KiB of what it printed, without secrets, and whether there was more. */
  readonly stdout: Tail;
  readonly stderr: Tail;
  readonly durationMs: number;
  /** What it left behind, and was ended. */
  readonly leftProcesses: readonly LeftProcess[];
}

const KEEP_BYTES = 64 * 1024;
const GRACE_MS = 8000;
let serial = 0;

/**
 * Starts a command of {@link buildProviderCommand} and waits until it has ended, with everything that it started. A low
 * level: no record, no snapshot, no guard of git, and nobody reads what the agent says; `runPrompt` does all that. How it
 * ended is a value. Throws a TrustError when the repository's configuration would change what is started and nobody has
 * accepted that, and what `onLine` throws, after the agent has ended.
 */
export async function executeProviderCommand(
  command: ProviderCommand,
  { timeoutSeconds, idleTimeoutSeconds, signal, onLine, trust = false, env = processEnv() }: ExecuteOptions = {},
): Promise<ExecuteResult> {
  const { cwd, limits, promptFile } = command;
  const { passed, redactor, isJson } = await surroundings(command, { env, trust });
  const removePrompt = promptFile === undefined ? undefined : await writePrompt(promptFile);
  try {
    return await execute(command, {
      cwd,
      env: passed,
      marker: agentMarker(cwd, `${process.pid}/execute/${(serial += 1)}`),
      limits: {
        total: (timeoutSeconds ?? limits.timeoutSeconds) * 1000,
        idle: (idleTimeoutSeconds ?? limits.idleTimeoutSeconds) * 1000,
        grace: GRACE_MS,
      },
      signal,
      redactor,
      clean: (from) => redactLines(redactor, { isJson: isJson && from === "stdout" }),
      keepBytes: KEEP_BYTES,
      onLine,
    });
  } finally {
    await removePrompt?.();
  }
}

/** Values are no part of a command: they are looked up where it is started, by the rules of a run. */
async function surroundings(
  { provider: id, cwd }: ProviderCommand,
  { env, trust }: Required<Pick<ExecuteOptions, "env" | "trust">>,
) {
  const loaded = await loadProject({ cwd, env, trust, named: [id] });
  checkTrust(loaded, id);
  const { config } = loaded;
  const { output } = providerOf(id, config.customProviders[id]);
  const { env: passed } = agentEnv({ ...env }, envRules(config, id));
  return { passed, redactor: redactorOf(loaded, env), isJson: output === "jsonl" };
}

/** In a folder of its own, which nobody else may look into; removes both in the end. */
async function writePrompt({ path, text }: NonNullable<ProviderCommand["promptFile"]>): Promise<() => Promise<void>> {
  const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, text, { flag: "wx", mode: 0o600 });
  return async () => {
    await rm(path, { force: true });
    if (made === dirname(path)) await rmdir(made).catch(() => {}); // the agent put something beside it
  };
}
