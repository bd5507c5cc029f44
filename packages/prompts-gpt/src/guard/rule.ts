import type { Reading } from "./read-options.ts";
import type { Carried, Risk } from "./verdict.ts";
import type { Setting } from "./settings.ts";

/** What a subcommand may do to the work of others, told from its options and operands alone. */
export interface CommandRule {
  /** Its options, as `optionTable` reads them. */
  readonly options?: string;
  /** Everything behind the first operand belongs to something else. */
  readonly order?: "stop";
  readonly risks?: (reading: Reading, settings: readonly Setting[]) => readonly Risk[];
  readonly carries?: (reading: Reading) => readonly Carried[];
  readonly subcommands?: Readonly<Record<string, CommandRule>>;
  /** Which subcommand it is when none is named; its options then stand where the name would. */
  readonly byDefault?: string;
}

export type Rules = Readonly<Record<string, CommandRule>>;

export const HARMLESS: CommandRule = {};
