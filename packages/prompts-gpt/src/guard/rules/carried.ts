import { type Reading, valuesOf } from "../read-options.ts";
import type { Carried } from "../verdict.ts";

/** The values of these options are commands. */
export function carriedBy(by: string, reading: Reading, ...names: readonly string[]): readonly Carried[] {
  return valuesOf(reading, ...names).map((text) => ({ by, text }));
}

/** The transport that runs what stands behind it. */
export function carriedByAddress(words: readonly string[]): readonly Carried[] {
  return words.filter((word) => word.startsWith("ext::")).map((word) => ({ by: "ext::", text: word.slice(5) }));
}

/** Everything behind the subcommand is one command. */
export function carriedByOperands(by: string, reading: Reading): readonly Carried[] {
  const { operands } = reading;
  return operands.length === 0 ? [] : [{ by, text: operands.join(" ") }];
}
