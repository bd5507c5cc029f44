import { INTERRUPTS } from "../index.ts";
import type { Io } from "./cli.ts";

/** The two ways in which a run is told to stop. */
export interface Interrupts extends Disposable {
  /** Aborted by the first signal; its reason is the words that the record keeps. */
  readonly signal: AbortSignal;
  /** Aborted by the second one. */
  readonly kill: AbortSignal;
  /** What a shell expects after the signal that came first, if one came. */
  exitCode(): number | undefined;
}

/** Listens to the signals while a run is going on; at other times they end the process, as anywhere. */
export function listenToSignals(io: Pick<Io, "on" | "off">): Interrupts {
  const stop = new AbortController();
  const kill = new AbortController();
  const listeners = [
    { name: "SIGINT", listener: () => receive("SIGINT") },
    { name: "SIGTERM", listener: () => receive("SIGTERM") },
    { name: "SIGHUP", listener: () => receive("SIGHUP") },
  ] as const;
  const release = () => listeners.forEach(({ name, listener }) => io.off(name, listener));

  let first: keyof typeof INTERRUPTS | undefined;

  function receive(signal: keyof typeof INTERRUPTS): void {
    const { why } = INTERRUPTS[signal];
    first ??= signal;
    if (!stop.signal.aborted) return stop.abort(why);
    kill.abort(why);
    // Whoever asks a third time wants out, whatever is still being written.
    release();
  }

  for (const { name, listener } of listeners) io.on(name, listener);
  const exitCode = () => first && INTERRUPTS[first].exitCode;
  return { signal: stop.signal, kill: kill.signal, exitCode, [Symbol.dispose]: release };
}
