import type { CommandName } from "./command-table.ts";
import type { WordKind } from "./command-words.ts";

type FlagType = "string" | "number" | "boolean" | "list";

export interface Flag<T extends FlagType = FlagType> {
  readonly name: string;
  readonly type: T;
  readonly help: string;
  readonly on: "every command" | readonly CommandName[];
  /** Stands for the value in help: `<name>`. */
  readonly value?: string;
  readonly alias?: string;
  readonly short?: string;
  readonly choices?: readonly string[];
  readonly kind?: WordKind;
  /** Of a whole number: the least that is taken (default: 1). */
  readonly least?: number;
  /** Of a flag without a value: what its field is set to (default: true). */
  readonly means?: boolean;
}

type Extra = Partial<Pick<Flag, "alias" | "short" | "choices" | "kind" | "on" | "means" | "least">>;

/** What starts agents on prompt files. */
export const modes = ["run", "run-batch", "sweep", "orchestrate"] as const;

/** `spelling` is the name, and the word that stands for the value: "model <name>". */
const flagOf =
  <T extends FlagType>(type: T) =>
  (spelling: string, help: string, extra: Extra = {}): Flag<T> => {
    const [name = spelling, value] = spelling.split(" ");
    return { name, type, help, on: modes, ...(value === undefined ? {} : { value }), ...extra };
  };

export const text = flagOf("string");
/** Of anything but `<seconds>`, `<minutes>`, `<usd>` and `<share>` it is a whole number. */
export const number = flagOf("number");
export const toggle = flagOf("boolean");
export const list = flagOf("list");

type TypeOf<T> = T extends boolean
  ? "boolean"
  : T extends number
    ? "number"
    : T extends readonly string[]
      ? "list"
      : "string";

/** A table in which each field has its flag, of the field's own type: one that is missing does not compile. */
export type FlagsFor<Fields> = { readonly [F in keyof Fields]-?: Flag<TypeOf<NonNullable<Fields[F]>>> };

/** Fields that only a program can fill, or that several flags fill together. */
export type NotOneFlag =
  | "cwd"
  | "vars"
  | "extraArgs"
  | "resume"
  | "env"
  | "signal"
  | "killSignal"
  | "onEvent"
  | "onProgress"
  | "quiet"
  | "dryRun"
  | "eval";
