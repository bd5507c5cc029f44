import { ExecutionError } from "../errors.ts";

/** A signal that is given when `signal` is, and with an error that says why when `ms` have passed; until it is disposed of. */
export function deadline(
  { ms, who }: { readonly ms: number; readonly who: string },
  signal: AbortSignal | undefined,
): Disposable & { readonly signal: AbortSignal } {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(tooSlow(ms, who)), ms);
  return {
    signal: AbortSignal.any([late.signal, ...(signal === undefined ? [] : [signal])]),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

function tooSlow(ms: number, who: string): ExecutionError {
  return new ExecutionError(
    `${who} was not done with its answers after ${ms / 1000} s in all; nothing was written.`,
    "Try it later, or for fewer prompts: prompts-gpt sync --category <category>",
  );
}
