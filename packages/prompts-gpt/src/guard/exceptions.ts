import { isSubcommand, worstOf } from "./plan.ts";
import type { Risk } from "./verdict.ts";

/** Names for options that are only dangerous with one; harmless themselves. */
const OPERANDS = [[], ["name"], ["remote", "name:name"]];

/**
 * Whether an entry of `git.allow` excuses this risk. An entry is a git command, with or without `git`:
 * - one word (`stash`) excuses everything that this subcommand would be refused for;
 * - a subcommand's subcommand or options (`stash drop`, `reset --hard`, `branch -D`) excuse what they would be refused
 *   for themselves. Names of files or branches have no place in an entry, and make it excuse nothing.
 * What turns the protection off is excused by none.
 */
export function isAllowed(risk: Risk, entries: readonly string[]): boolean {
  return entries.some((entry) => excuses(entry, risk.rule));
}

function excuses(entry: string, rule: string): boolean {
  const words = entry.split(/\s+/).filter((word) => word !== "");
  const [command, ...rest] = words[0] === "git" ? words.slice(1) : words;
  if (command === undefined || /^(config|carried|--exec-path)/.test(rule)) return false;
  if (rest.length === 0) return rule === command || rule.startsWith(`${command} `);
  if (!rest.every((word, at) => word.startsWith("-") || (at === 0 && isSubcommand(command, word)))) return false;
  return OPERANDS.some((more) => worstOf([command, ...rest, ...more]).some((risk) => risk.rule === rule));
}
