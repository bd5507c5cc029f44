import { ConfigError } from "../../index.ts";
import { groupFlags } from "../group-flags.ts";
import { inputFlags, optionFlags } from "../flags.ts";
import type { Call } from "../parse.ts";

/** Flags of `orchestrate` that not all of its modes take, by their field. */
const takenBy: Readonly<Record<string, readonly string[]>> = {
  providers: ["parallel"],
  attempts: ["parallel"],
  firstVerified: ["parallel"],
  judge: ["parallel"],
  apply: ["parallel"],
  allowFailedLanes: ["parallel"],
  concurrency: ["parallel", "pipeline", "auto"],
  inPlace: ["pipeline", "auto"],
  goal: ["auto"],
  maxSteps: ["auto"],
  qualityGate: ["auto"],
  interactive: ["auto"],
  save: ["auto"],
  edit: ["auto"],
  prompt: ["parallel", "eval"],
  of: ["eval"],
  judges: ["eval", "auto"],
  criteria: ["eval", "auto"],
  threshold: ["eval"],
};

/** A flag that the mode would not look at is no flag of it: ConfigError. */
export function refuseFlagsOfOthers({ input, group, options }: Call, mode: string): void {
  for (const field of [...Object.keys(group), ...Object.keys(options), ...Object.keys(input)]) {
    const takers = Object.hasOwn(takenBy, field) ? takenBy[field] : undefined;
    if (takers === undefined || takers.includes(mode)) continue;
    const name = nameOf(field);
    throw new ConfigError(
      `--${name} is for --mode ${takers.join(" and ")}, not for ${mode}.`,
      `prompts-gpt orchestrate --mode ${takers[0]} --${name} …`,
    );
  }
}

function nameOf(field: string): string {
  const all: Readonly<Record<string, { readonly name: string } | undefined>> = {
    ...groupFlags,
    ...optionFlags,
    ...inputFlags,
  };
  return all[field]?.name ?? field;
}
