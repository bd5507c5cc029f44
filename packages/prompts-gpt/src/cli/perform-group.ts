import type { Cli } from "./cli.ts";
import type { Call } from "./parse.ts";
import { createGroupReporter, type GroupReporter } from "./reporters/group.ts";
import { type Listeners, told } from "./told.ts";

/** Starts several runs as one and tells of them until they have ended; gives their exit code. */
export async function performGroup<R extends { readonly exitCode: number }>(
  { call, cli }: { readonly call: Call; readonly cli: Cli },
  start: (listeners: Listeners, pause: GroupReporter["pause"]) => Promise<R>,
  words: (result: R) => readonly string[],
): Promise<number> {
  const reporter = createGroupReporter(call, cli);
  return told(reporter, cli, async (listeners) => {
    const result = await start(listeners, (lines) => reporter.pause(lines));
    await reporter.close();
    await reporter.end(result, () => words(result));
    return result.exitCode;
  });
}
