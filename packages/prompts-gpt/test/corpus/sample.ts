/** `CORPUS=full`: everything, which takes minutes; otherwise one of `every`, from every group. */
export function sample<Entry extends { readonly id: string }>(
  entries: readonly Entry[],
  every: number,
): readonly Entry[] {
  return process.env["CORPUS"] === "full" ? entries : entries.filter((_, at) => at % every === 0);
}

/** What these do, in order; as many at once as the machine bears. */
export async function inParallel<Entry, Result>(
  entries: readonly Entry[],
  execute: (entry: Entry) => Promise<Result>,
  atOnce = 2,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = [...entries.entries()];
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await execute(next[1]);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
