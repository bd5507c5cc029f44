import { readOptions } from "./read-options.ts";
import type { CommandRule } from "./rule.ts";
import type { Setting } from "./settings.ts";
import type { Carried, Risk } from "./verdict.ts";

/** What a command of git's own may harm, and what it would run. */
export interface Judgement {
  readonly risks: readonly Risk[];
  readonly carries: readonly Carried[];
}

export const NOTHING: Judgement = { risks: [], carries: [] };

/** Judges what stands behind a subcommand by its rule. Its first word may ask for help, whatever follows. */
export function judgeCommand(rule: CommandRule, args: readonly string[], settings: readonly Setting[]): Judgement {
  if (args[0] === "--help" || (args[0] === "-h" && args.length === 1)) return NOTHING;
  if (rule.subcommands) return judgeSubcommand(rule, args, settings);
  const reading = readOptions(args, rule.options ?? "", rule.order);
  return { risks: rule.risks?.(reading, settings) ?? [], carries: rule.carries?.(reading) ?? [] };
}

function judgeSubcommand(rule: CommandRule, args: readonly string[], settings: readonly Setting[]): Judgement {
  const { subcommands = {}, byDefault } = rule;
  const named = (name: string | undefined) =>
    name !== undefined && Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  const [first, ...rest] = args;
  const direct = named(first);
  if (direct) return judgeCommand(direct, rest, settings);
  const fallback = named(byDefault);
  if (fallback && !rule.options) return judgeCommand(fallback, args, settings);
  const [name, ...behind] = readOptions(args, rule.options ?? "", "stop").operands;
  const found = named(name) ?? (name === undefined ? fallback : undefined);
  return found ? judgeCommand(found, behind, settings) : NOTHING;
}
