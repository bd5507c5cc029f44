import { ConfigError } from "../errors.ts";
import type { Flag } from "./flags.ts";

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
  if (flag.type === "number") return numberOf(flag.value, spelt, value);
  if (flag.choices !== undefined && !flag.choices.includes(value)) {
    throw new ConfigError(
      `${spelt} "${value}" is none of ${flag.choices.join(", ")}.`,
      `${spelt} ${flag.choices.join("|")}`,
    );
  }
  return value;
}

function numberOf(word: string | undefined, spelt: string, value: string): number {
  if (word === "<seconds>") return seconds(spelt, value);
  if (word === "<usd>") return amount(spelt, value, "of US dollars, like 2.50");
  return word === "<minutes>" ? amount(spelt, value, "of minutes") : whole(spelt, value);
}

/** Whether 0 means something is for those who know what it limits. */
function amount(spelt: string, value: string, what: string): number {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : NaN;
  if (number <= 1e9) return number;
  throw new ConfigError(`${spelt} must be a number ${what}, but is "${value}".`, `${spelt} 5`);
}

/** Digits only: what else Number() takes (`0x10`, `1e3`, nothing at all) is a slip of the finger. */
function seconds(spelt: string, value: string): number {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : NaN;
  if (number <= longestSeconds) return number;
  throw new ConfigError(
    `${spelt} must be a number of seconds from 0 to ${longestSeconds}, but is "${value}".`,
    `${spelt} 600`,
  );
}

function whole(spelt: string, value: string): number {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : 0;
  if (number >= 1) return number;
  throw new ConfigError(`${spelt} must be a whole number from 1, but is "${value}".`, `${spelt} 20`);
}
