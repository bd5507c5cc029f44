import { ConfigError } from "../errors.ts";
import type { Flag } from "./flag.ts";

type Value = string | number | boolean | readonly string[];

/** One time a flag was typed: as it was spelt, and the value that came with it. */
export interface Given {
  readonly spelt: string;
  readonly value: string | undefined;
}

// Node's timers count milliseconds in 31 bits; a longer one would go off at once.
const longestSeconds = 2_147_483;

/** The value of a flag that was typed at least once. */
export function valueOf(flag: Flag, given: readonly Given[]): Value {
  const values = given.map((one) => check(flag, one));
  if (flag.type === "list") return values.map(String);
  const [first, ...others] = values;
  if (first === undefined || others.some((other) => other !== first)) {
    const said = given.map(({ spelt, value }) => `${spelt} ${value}`).join(" and ");
    throw new ConfigError(`${said} contradict each other.`, `Give ${given[0]?.spelt ?? flag.name} once.`);
  }
  return first;
}

/** One occurrence, checked against what the table allows. */
function check(flag: Flag, { spelt, value }: Given): string | number | boolean {
  if (flag.type === "boolean") {
    if (value !== undefined) throw new ConfigError(`${spelt} takes no value, but "${value}" was given.`, spelt);
    return flag.means ?? true;
  }
  if (value === undefined) throw new ConfigError(`${spelt} needs a value.`, `${spelt} ${flag.value}`);
  if (flag.type === "number") {
    const of = DECIMALS[flag.value ?? ""];
    return of === undefined ? whole(spelt, value, flag.least ?? 1) : decimal({ spelt, value }, of);
  }
  if (flag.choices !== undefined && !flag.choices.includes(value)) {
    throw new ConfigError(
      `${spelt} "${value}" is none of ${flag.choices.join(", ")}.`,
      `${spelt} ${flag.choices.join("|")}`,
    );
  }
  return value;
}

interface Decimal {
  readonly what: string;
  readonly most: number;
  readonly example: string;
}

/** What is not counted in whole numbers, by the word that stands for its value. */
const DECIMALS: Readonly<Record<string, Decimal>> = {
  "<seconds>": { what: "a number of seconds", most: longestSeconds, example: "600" },
  "<minutes>": { what: "a number of minutes", most: longestSeconds / 60, example: "60" },
  "<usd>": { what: "a number of US dollars", most: 1e6, example: "5" },
  "<share>": { what: "a number", most: 1, example: "0.8" },
};

/** Digits only: what else Number() takes (`0x10`, `1e3`, nothing at all) is a slip of the finger. */
function decimal({ spelt, value }: { readonly spelt: string; readonly value: string }, of: Decimal): number {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : NaN;
  if (number <= of.most) return number;
  throw new ConfigError(
    `${spelt} must be ${of.what} from 0 to ${Math.floor(of.most)}, but is "${value}".`,
    `${spelt} ${of.example}`,
  );
}

function whole(spelt: string, value: string, least: number): number {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : -1;
  if (number >= least) return number;
  throw new ConfigError(`${spelt} must be a whole number from ${least}, but is "${value}".`, `${spelt} 20`);
}
