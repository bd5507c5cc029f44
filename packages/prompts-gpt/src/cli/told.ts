import type { RunPromptInput } from "../index.ts";
import type { Cli } from "./cli.ts";
import { listenToSignals } from "./interrupts.ts";
import type { Reporter } from "./reporters/reporter.ts";

/** What a run is given so that somebody is told of it, and Ctrl-C stops it. */
export type Listeners = Required<Pick<RunPromptInput, "signal" | "killSignal" | "onEvent">>;

/** Does `work` while the reporter tells of it; afterwards the terminal is as it was. */
export async function told<T>(
  reporter: Pick<Reporter, "event" | "note" | "close">,
  { io }: Pick<Cli, "io">,
  work: (listeners: Listeners) => Promise<T>,
): Promise<T> {
  using interrupts = listenToSignals(io);
  // An output that cannot be written is reported by the events that follow.
  const stopping = () => void reporter.note("Stopping the agent. Once more kills it.").catch(() => {});
  interrupts.signal.addEventListener("abort", stopping);
  try {
    return await work({
      signal: interrupts.signal,
      killSignal: interrupts.kill,
      onEvent: (event) => reporter.event(event),
    });
  } finally {
    await reporter.close();
  }
}
