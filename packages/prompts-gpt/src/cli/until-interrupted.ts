import type { Cli } from "./cli.ts";
import { listenToSignals } from "./interrupts.ts";

/** What was asked, with a signal that the first Ctrl-C gives; who is interrupted ends as a shell expects it. */
export async function untilInterrupted(
  cli: Cli,
  work: (signals: { readonly signal: AbortSignal; readonly kill: AbortSignal }) => Promise<number>,
): Promise<number> {
  using interrupts = listenToSignals(cli.io);
  try {
    const exitCode = await work(interrupts);
    return interrupts.exitCode() ?? exitCode;
  } catch (error) {
    const exitCode = interrupts.exitCode();
    // The signal's reason is what a request that was given up rejects with; anything else is told as anywhere.
    if (exitCode === undefined || error !== interrupts.signal.reason) throw error;
    await cli.err.write("Interrupted.\n");
    return exitCode;
  }
}
