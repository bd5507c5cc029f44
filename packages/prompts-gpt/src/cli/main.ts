import { isAbsolute, resolve } from "node:path";
import type { Cli, Command, Io } from "./cli.ts";
import { speaksJson } from "./cli.ts";
import type { CommandName } from "./command-table.ts";
import type { CliOptions } from "./flags.ts";
import { parse } from "./parse.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

export type { Io } from "./cli.ts";

/** Each in its own chunk: `--help` pays for none of them. */
const load: Record<CommandName, () => Promise<Command>> = {
  run: async () => (await import("./commands/run.ts")).run,
  "run-batch": async () => (await import("./commands/run-batch.ts")).runBatchCommand,
  sweep: async () => (await import("./commands/sweep.ts")).sweep,
  orchestrate: async () => (await import("./commands/orchestrate.ts")).orchestrate,
  "runs usage": async () => (await import("./commands/runs-usage.ts")).runsUsage,
  "runs list": async () => (await import("./commands/runs-list.ts")).runsList,
  "runs show": async () => (await import("./commands/runs-show.ts")).runsShow,
  "runs logs": async () => (await import("./commands/runs-logs.ts")).runsLogs,
  "runs attach": async () => (await import("./commands/runs-attach.ts")).runsAttach,
  "runs resume": async () => (await import("./commands/runs-resume.ts")).runsResume,
  "runs stop": async () => (await import("./commands/runs-stop.ts")).runsStop,
  "runs diff": async () => (await import("./commands/runs-diff.ts")).runsDiff,
  "runs apply": async () => (await import("./commands/runs-apply.ts")).runsApply,
  "runs gc": async () => (await import("./commands/runs-gc.ts")).runsGc,
  restore: async () => (await import("./commands/restore.ts")).restore,
  sync: async () => (await import("./commands/sync.ts")).sync,
  pull: async () => (await import("./commands/pull.ts")).pull,
  diff: async () => (await import("./commands/diff.ts")).diff,
  list: async () => (await import("./commands/list.ts")).list,
  validate: async () => (await import("./commands/validate.ts")).validate,
  push: async () => (await import("./commands/push.ts")).push,
  generate: async () => (await import("./commands/generate.ts")).generate,
  import: async () => (await import("./commands/import.ts")).importFiles,
  init: async () => (await import("./commands/init.ts")).init,
  project: async () => (await import("./commands/project.ts")).project,
  status: async () => (await import("./commands/status.ts")).status,
  models: async () => (await import("./commands/models.ts")).models,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  serve: async () => (await import("./commands/serve.ts")).serve,
  trust: async () => (await import("./commands/trust.ts")).trust,
  completion: async () => (await import("./commands/completion.ts")).completion,
  help: async () => (await import("./commands/help.ts")).help,
};

/** Runs one command line and resolves to its exit code; never rejects for what a user did. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  if (argv[0] === "complete") return (await import("./complete/complete.ts")).complete(argv.slice(2), io);
  let options = guessOptions(argv);
  try {
    const call = parse(argv);
    options = call.options;
    const asks = options.version !== true && options.help !== true && call.command !== "help";
    const isLost = asks && !isAbsolute(options.cwd ?? "") && isFolderGone(io);
    if (isLost || options.cwd !== undefined)
      await (await import("./folder.ts")).checkFolder(isLost ? undefined : options.cwd, io);
    const command = await (options.version ? version() : options.help ? load.help() : load[call.command]());
    return await command(call, openCli(io, options));
  } catch (error) {
    const { reportError } = await import("./report-error.ts");
    const wish = { json: options.json === true, verbose: options.verbose === true };
    return reportError(error, openCli(io, options), wish);
  }
}

async function version(): Promise<Command> {
  return (await import("./commands/version.ts")).printVersion;
}

/** A command line that cannot be parsed may still say how it wants to hear so. */
function guessOptions(argv: readonly string[]): CliOptions {
  const typed = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  return {
    json: typed.includes("--json"),
    verbose: typed.includes("--verbose"),
    noColor: typed.includes("--no-color"),
  };
}

/** Somebody removed it under the shell's feet: an agent, say. */
function isFolderGone(io: Io): boolean {
  try {
    return io.cwd() === "";
  } catch {
    return true;
  }
}

/** Each stream is opened when something is to be said on it: most runs never use the second, and it takes 1 ms. */
function openCli(io: Io, options: CliOptions): Cli {
  const how = { env: io.env, noColor: options.noColor === true };
  const opened: { out?: Terminal; err?: Terminal } = {};
  const speaksTo = speaksJson({ options }) ? "err" : "out";
  return {
    io,
    // Where the current folder is gone there is none to begin from, and perhaps no need of one.
    get cwd() {
      return options.cwd !== undefined && isAbsolute(options.cwd)
        ? resolve(options.cwd)
        : resolve(io.cwd(), options.cwd ?? "");
    },
    get out() {
      return (opened.out ??= openTerminal(io.stdout, how));
    },
    get err() {
      return (opened.err ??= openTerminal(io.stderr, how));
    },
    get human() {
      return this[speaksTo];
    },
  };
}
