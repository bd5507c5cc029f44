import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { codeOf } from "../error-code.ts";
import { ConfigError, ExecutionError } from "../errors.ts";
import { describeExit, type Exit } from "../process/exit.ts";
import { type Env, signalProcess, startInOurPlace } from "../process/spawn.ts";

export interface ServeInput {
  /** For the registry's own command. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Env;
}

export interface Serving {
  /** Gives a signal on to it: the first ends it when all is done, a later one at once. */
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has ended. Rejects with an {@link ExecutionError} when something else ended it. */
  readonly exitCode: Promise<number>;
}

/**
 * Starts the registry that is installed beside this package; it has this process's standard streams. Throws a ConfigError
 * when there is none. It is looked for from where this package stands, never from the project: its code would run.
 */
export function serveRegistry({ args, cwd, env }: ServeInput): Serving {
  const { pid, ended } = startInOurPlace({ file: process.execPath, args: [registryCommand(), ...args] }, { cwd, env });
  return {
    signal: (name) => void (pid === undefined ? false : signalProcess(pid, name)),
    exitCode: ended.then(exitCodeOf),
  };
}

function exitCodeOf(exit: Exit): number {
  if (exit.kind === "exited") return exit.code;
  throw new ExecutionError(`The registry ${describeExit(exit)}.`, "Start it again: prompts-gpt serve");
}

function registryCommand(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve("@prompts-gpt/registry/package.json");
    return join(dirname(manifest), "dist/main.js");
  } catch (error) {
    if (codeOf(error) !== "MODULE_NOT_FOUND") throw error;
    const message = "The registry is a package of its own, and is not installed beside prompts-gpt.";
    throw new ConfigError(message, "npx @prompts-gpt/registry   (or: npm install @prompts-gpt/registry)");
  }
}
