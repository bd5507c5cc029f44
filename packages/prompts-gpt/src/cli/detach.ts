import { startDetached } from "../index.ts";
import type { BatchAnswers } from "./ask/batch.ts";
import type { SweepAnswers } from "./ask/sweep.ts";
import type { Cli } from "./cli.ts";
import { detachedArgs } from "./detached-args.ts";
import { pairs } from "./layout.ts";
import type { Call } from "./parse.ts";
import { present } from "./present.ts";

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}

/** The same command line again, in a process of its own. It was planned here first: what is wrong is said here, and not to nobody. */
export async function detachGroup(
  { planned, answers }: { readonly planned: Omit<Start, "args">; readonly answers: SweepAnswers | BatchAnswers },
  place: Place,
): Promise<number> {
  const { runId, runDir } = planned;
  return startInBackground({ runId, runDir, args: detachedArgs(place.call.argv, { ...answers, runId }) }, place);
}

interface Start {
  readonly runId: string;
  readonly runDir: string;
  readonly args: readonly string[];
}

export async function startInBackground({ runId, runDir, args }: Start, { call, cli }: Place): Promise<number> {
  const { pid } = await startDetached({
    file: process.execPath,
    args: [entryPoint(), ...args],
    cwd: cli.io.cwd(),
    runDir,
  });
  const next = pairs(
    [
      ["watch", `prompts-gpt runs attach ${runId}`],
      ["stop", `prompts-gpt runs stop ${runId}`],
      ["record", runDir],
    ],
    cli.out.columns(),
  );
  await present({ runId, runDir, pid }, () => (call.options.quiet ? [runId] : [`Started ${runId}`, ...next]), {
    call,
    cli,
  });
  return 0;
}

function entryPoint(): string {
  const [, script] = process.argv;
  if (script === undefined) throw new Error("the CLI was started without a script");
  return script;
}
