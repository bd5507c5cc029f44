import type { Place, RunPlace } from "../index.ts";
import type { Cli } from "./cli.ts";
import type { Call } from "./parse.ts";

/** Where the SDK is to look. */
export function placeOf({ input: { artifactsDir } }: Call, { cwd, io: { env } }: Pick<Cli, "cwd" | "io">): Place {
  return { cwd, env, ...(artifactsDir === undefined ? {} : { artifactsDir }) };
}

/** The same for the one run that was named; the parser has seen to it that there is a name. */
export function runPlace(call: Call, cli: Pick<Cli, "cwd" | "io">): RunPlace {
  return { ...placeOf(call, cli), runId: call.positionals[0] ?? "" };
}
