import { followRun, showRun } from "../../index.ts";
import type { Command } from "../cli.ts";
import { listenToSignals } from "../interrupts.ts";
import { createWatchReporter } from "../reporters/watched.ts";
import { endingOf } from "../reporters/ending-of.ts";
import { runPlace } from "../place.ts";

/** Ends with the exit code of the run; whoever stops watching before has not seen it, and gets that of the signal. */
export const runsAttach: Command = async (call, cli) => {
  const place = runPlace(call, cli);
  const reporter = createWatchReporter(call, cli);
  using interrupts = listenToSignals(cli.io);
  const signal = AbortSignal.any([interrupts.signal, cli.out.gone]);
  let exitCode = 1;
  try {
    for await (const event of followRun({ ...place, signal })) {
      if (event.type === "run.finished") exitCode = event.exitCode;
      await reporter.event(event);
    }
    if (!signal.aborted) await reporter.end(endingOf(await showRun(place)));
  } catch (error) {
    // However the watching ends when it is told to end, it is no failure.
    if (!signal.aborted) throw error;
  } finally {
    await reporter.close();
  }
  if (!signal.aborted) return exitCode;
  await cli.err.write(`No longer watching; the run goes on. To end it: prompts-gpt runs stop ${place.runId}\n`);
  return interrupts.exitCode() ?? 0;
};
