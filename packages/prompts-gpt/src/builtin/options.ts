import { parseArgs } from "node:util";
import type { Access } from "../providers/provider.ts";

export interface Options {
  readonly access: Access;
  readonly model: string;
  /** A line for a shell: what is asked before a command runs. */
  readonly hook: string | undefined;
  /** The session to go on with. */
  readonly resume: string | undefined;
  readonly turns: number;
  readonly retries: number;
}

const TURNS = 100;
const RETRIES = 4;

/** The words that the provider gives, and after `--` the user. Throws what is wrong with them. */
export function optionsIn(args: readonly string[]): Options {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { access: text, model: text, hook: text, resume: text, "max-turns": text, retries: text },
  });
  const { access, model, hook, resume, retries } = values;
  if (model === undefined || model === "") throw new Error("--model is missing.");
  return {
    access: access === "write" || access === "full" ? access : "read",
    model,
    hook,
    resume,
    turns: count("--max-turns", values["max-turns"], { usual: TURNS, least: 1 }),
    retries: count("--retries", retries, { usual: RETRIES, least: 0 }),
  };
}

function count(flag: string, value: string | undefined, { usual, least }: { usual: number; least: number }): number {
  if (value === undefined) return usual;
  const number = /^\d{1,4}$/.test(value) ? Number(value) : -1;
  if (number < least) throw new Error(`${flag} takes a whole number, ${least} to 9999; not ${JSON.stringify(value)}.`);
  return number;
}
