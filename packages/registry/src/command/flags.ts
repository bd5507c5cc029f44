import { parseArgs } from "node:util";
import { ConfigError } from "../../../prompts-gpt/src/errors.ts";

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

/** All flags of all commands. */
const OPTIONS = {
  host: text,
  port: text,
  data: text,
  "database-url": text,
  "public-url": text,
  "trust-proxy": flag,
  "tls-cert": text,
  "tls-key": text,
  model: text,
  models: text,
  "log-level": text,
  project: text,
  name: text,
  scope: text,
  expires: text,
  json: flag,
  help: { ...flag, short: "h" },
  version: { ...flag, short: "v" },
} as const;

export type FlagName = keyof typeof OPTIONS;

export interface Words {
  readonly words: readonly string[];
  readonly flags: Readonly<Partial<Record<FlagName, string | boolean>>>;
}

export function parseWords(argv: readonly string[]): Words {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
    return { words: positionals, flags: values };
  } catch (error) {
    const [message = ""] = (error instanceof Error ? error.message : String(error)).split(". ");
    throw new ConfigError(`${message}.`, "See: prompts-gpt-registry --help");
  }
}

/** A flag of a command that does not know it would do nothing. */
export function onlyFlags({ flags }: Words, known: readonly FlagName[], command: string): void {
  const other = Object.keys(flags).find((name) => !known.some((one) => one === name));
  if (other !== undefined)
    throw new ConfigError(`${command} has no flag --${other}.`, "See: prompts-gpt-registry --help");
}

export function textOf({ flags }: Words, name: FlagName): string | undefined {
  const value = flags[name];
  return typeof value === "string" ? value : undefined;
}
