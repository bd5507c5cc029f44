interface Pool {
  readonly atOnce: number;
  /** Once it is aborted nothing more is begun. */
  readonly signal: AbortSignal;
}

/** Does `work` for each item, at most `atOnce` at a time, in their order. What was never begun is undefined. Rejects as the first that rejects, when all have ended. */
export async function inPool<T, R>(
  items: readonly T[],
  { atOnce, signal }: Pool,
  work: (item: T, index: number) => Promise<R>,
): Promise<(R | undefined)[]> {
  const results: (R | undefined)[] = items.map(() => undefined);
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const worker = async () => {
    while (next < items.length && !signal.aborted && failure === undefined) {
      const index = next;
      next += 1;
      const item = items[index] as T; // within bounds
      try {
        results[index] = await work(item, index);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  if (failure !== undefined) throw failure.error;
  return results;
}
