import type { RunPromptInput } from "../index.ts";
import type { Cli } from "./cli.ts";
import { listenToSignals } from "./interrupts.ts";
import type { Call } from "./parse.ts";
import { createGroupReporter } from "./reporters/group.ts";

type Listeners = Required<Pick<RunPromptInput, "signal" | "killSignal" | "onEvent">>;

/** Starts several runs as one and tells of them until they have ended; gives their exit code. */
export async function performGroup<R extends { readonly exitCode: number }>(
  { call, cli }: { readonly call: Call; readonly cli: Cli },
  start: (listeners: Listeners) => Promise<R>,
  words: (result: R) => readonly string[],
): Promise<number> {
  const reporter = createGroupReporter(call, cli);
  using interrupts = listenToSignals(cli.io);
  // An output that cannot be written is reported by the events that follow.
  const stopping = () => void reporter.note("Stopping the agent. Once more kills it.").catch(() => {});
  interrupts.signal.addEventListener("abort", stopping);
  try {
    const result = await start({
      signal: interrupts.signal,
      killSignal: interrupts.kill,
      onEvent: (event) => reporter.event(event),
    });
    await reporter.close();
    await reporter.end(result, () => words(result));
    return result.exitCode;
  } finally {
    await reporter.close();
  }
}
