import type { SweepInput } from "../index.ts";
import type { Cli } from "./cli.ts";
import type { GroupFields } from "./group-flags.ts";
import type { Call } from "./parse.ts";
import { varsOf } from "./run-input.ts";

/** What the flags of several runs as one say, and what they point at. */
export async function groupInputOf(call: Call, cli: Cli): Promise<GroupFields> {
  const { promptFile: _promptFile, prompt: _prompt, ...input } = call.input;
  const { sweepFiles, promptFiles, providers, judges, criteria, ...group } = call.group;
  const { iterationTimeout } = call.options;
  const place = { cwd: cli.cwd, env: cli.io.env, extraArgs: call.extraArgs, vars: await varsOf(call, cli) };
  const timed = iterationTimeout === undefined ? {} : { timeoutSeconds: iterationTimeout };
  return {
    ...input,
    ...timed,
    ...group,
    ...place,
    ...evalOf(call),
    ...listed("sweepFiles", sweepFiles),
    ...listed("promptFiles", promptFiles),
    ...listed("providers", providers),
    ...listed("judges", judges),
    ...listed("criteria", criteria),
  };
}

/** `--eval`, and each of its details asks for it too. */
function evalOf({ options }: Call): Pick<SweepInput, "eval"> {
  const { eval: asked, evalCriteria, evalThreshold, evalProvider, evalModel } = options;
  const details = {
    ...listed("criteria", evalCriteria),
    ...(evalThreshold === undefined ? {} : { passThreshold: evalThreshold }),
    ...(evalProvider === undefined ? {} : { provider: evalProvider }),
    ...(evalModel === undefined ? {} : { model: evalModel }),
  };
  if (Object.keys(details).length > 0) return { eval: details };
  return asked === undefined ? {} : { eval: asked };
}

/** `a,b` and a flag that is repeated say the same. */
function listed(name: string, values: readonly string[] | undefined) {
  return values === undefined ? {} : { [name]: values.flatMap((value) => value.split(",")).filter(Boolean) };
}
