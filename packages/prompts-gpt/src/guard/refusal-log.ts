import { appendFileSync, readFileSync } from "node:fs";

/** A refusal as it is written down: no arguments, for they may hold a secret. */
export interface Refused {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly rule: string;
  /** The subcommand. */
  readonly command: string;
}

/** As far as the sandbox allows it: the refusal itself does not hang on it. */
export function logRefusal(log: string, refused: Refused): void {
  try {
    appendFileSync(log, `${JSON.stringify(refused)}\n`, { mode: 0o600 });
  } catch {
    // nothing outside of its own folders can be written there
  }
}

const MOST = 10_000;

/** What an agent can write to is read with care: lines that are none of ours are left out. */
export function readRefusals(log: string): Refused[] {
  try {
    return readFileSync(log, "utf8").split("\n").slice(0, MOST).flatMap(parse);
  } catch {
    return []; // nothing was refused
  }
}

function parse(line: string): Refused[] {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null) return [];
    const { at, rule, command } = value as Partial<Record<keyof Refused, unknown>>;
    const texts = [at, rule, command].map((text) => (typeof text === "string" ? text.slice(0, 200) : ""));
    const [time = "", id = "", name = ""] = texts;
    return id === "" ? [] : [{ at: time, rule: id, command: name }];
  } catch {
    return [];
  }
}
