import { readFileSync } from "node:fs";

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  /** Input that the service had in its cache, and input that it put there. */
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/** From a date on, or for ever: input, cache read, cache write, output; null where it costs what other input costs. */
type Dated = readonly [from: string | null, input: number, read: number | null, write: number | null, output: number];
/** The file is written by scripts/generate-prices.mjs: the service, which of its models, and their prices. */
type Row = readonly [service: string, names: string, ...prices: Dated[]];

/**
 * What a model costs at its makers' own service: `openai`, `anthropic`, `google` and others. Undefined for one that the
 * list does not know: no price is guessed from a name that is like it.
 */
export function priceOf(service: string, model: string, at: Date): Price | undefined {
  const name = model.toLowerCase();
  // "-20250929" and "-2025-09-29" are the same model.
  const row = rowOf(service, name) ?? rowOf(service, name.replace(/-(20\d\d)(\d\d)(\d\d)$/, "-$1-$2-$3"));
  const [, , ...prices] = row ?? ["", ""];
  const valid = prices.findLast(([from]) => from === null || from <= at.toISOString().slice(0, 10)) ?? prices[0];
  if (valid === undefined) return undefined;
  const [, input, read, write, output] = valid;
  return { input, cacheRead: read ?? input, cacheWrite: write ?? input, output };
}

let table: readonly Row[] | undefined;

/** Sources and bundles both stand two levels below the package, which has it once. */
function rows(): readonly Row[] {
  return (table ??= JSON.parse(
    readFileSync(new URL("../../prices/table.json", import.meta.url), "utf8"),
  ) as readonly Row[]);
}

function rowOf(service: string, name: string): Row | undefined {
  return rows().find(([of, names]) => of === service && new RegExp(names).test(name));
}
