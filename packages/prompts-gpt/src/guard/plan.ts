import { type GitLine, readGitLine } from "./git-line.ts";
import { type Judgement, judgeCommand, NOTHING } from "./judge-command.ts";
import { configNeed, factOf } from "./needs.ts";
import { namesPlace } from "./named-places.ts";
import { readOptions } from "./read-options.ts";
import { allRules } from "./rules/all.ts";
import { unsparedRisks } from "./rules/borrowed-files.ts";
import { configRules } from "./rules/config.ts";
import { lastSetting, type Setting, settingsOf } from "./settings.ts";
import { splitAlias } from "./split-alias.ts";
import type { Facts, GitCall, Need, Risk } from "./verdict.ts";

/** What a call comes to once its aliases are expanded. */
export type Plan = ({ readonly kind: "known" } & Judgement) | { readonly kind: "ask"; readonly needs: readonly Need[] };

/** Git gives up on a loop, so nothing happens then. */
const MOST_ALIASES = 20;

const rules = { ...allRules, ...configRules(aliasRisks) };

/** Expands aliases as git does: its own commands first, which an alias cannot hide; then programs, then aliases. */
export function planOf(call: GitCall, facts: Facts): Plan {
  let line = readGitLine(call.args);
  const settings = settingsOf(line, call.env);
  for (let depth = 0; depth < MOST_ALIASES; depth++) {
    const { command } = line;
    if (command === undefined) return known(NOTHING);
    const own = ownCommand(line, settings);
    if (own) return known(namesPlace({ where: line.where, env: call.env }) ? withUnspared(own, line) : own);
    const alias = aliasOf(command, settings, facts);
    if (alias.kind === "ask") return alias;
    if (alias.text === undefined) return unknownCommand(line, settings, facts);
    if (alias.text.startsWith("!")) {
      const text = [alias.text.slice(1), ...line.args].join(" ");
      return known({ risks: [], carries: [{ by: `alias.${command}`, text }] });
    }
    const words = splitAlias(alias.text);
    if (!words) return known(NOTHING);
    line = readGitLine([...words, ...line.args]);
  }
  return known(NOTHING);
}

/** Every harm the words could do if the facts were against it. */
export function worstOf(args: readonly string[]): readonly Risk[] {
  return ownCommand(readGitLine(args), [])?.risks ?? [];
}

function aliasRisks(args: readonly string[]): readonly Risk[] {
  return worstOf(args);
}

function known(judgement: Judgement): Plan {
  return { kind: "known", ...judgement };
}

function withUnspared({ risks, carries }: Judgement, { command = "", args }: GitLine): Judgement {
  const reading = readOptions(args, rules[command]?.options ?? "");
  return { risks: [...risks, ...unsparedRisks(command, reading)], carries };
}

/** A program of that name, or what git takes it for when it is told to correct mistakes by itself. */
function unknownCommand(line: GitLine, settings: readonly Setting[], facts: Facts): Plan {
  const { command = "", args } = line;
  const carries = [{ by: "git", text: `git-${command}` }];
  const need = configNeed("help.autocorrect");
  const value = lastSetting(settings, "help.autocorrect") ?? factOf(need, facts)?.at(-1) ?? "";
  if (value === "" && !factOf(need, facts)) return { kind: "ask", needs: [need] };
  if (/^(0|false|no|off|never|show|)$/i.test(value)) return known({ risks: [], carries });
  const alike = Object.keys(rules).filter((name) => isAlike(name, command));
  return known({ risks: alike.flatMap((name) => judgeCommand(rules[name] ?? {}, args, settings).risks), carries });
}

/** Wider than git's own measure, which changes. */
function isAlike(name: string, typed: string): boolean {
  const ends = name[0] === typed[0] || name.at(-1) === typed.at(-1);
  return ends && Math.abs(name.length - typed.length) <= 2;
}

function everywhere(risks: readonly Risk[]): readonly Risk[] {
  return risks.map(({ rule, reason, instead }) => ({ rule, reason, instead, harms: "anywhere" }));
}

/** Undefined when git has no such command. */
function ownCommand(line: GitLine, settings: readonly Setting[]): Judgement | undefined {
  const { command = "", args } = line;
  // It runs git in every repository of a list: `for-each-repo --config=<key> <command> …`.
  if (command === "for-each-repo")
    return { risks: everywhere(worstOf(args.slice(args.findIndex(isWord)))), carries: [] };
  const name = command.replace(/--helper$/, "");
  return Object.hasOwn(rules, name) ? judgeCommand(rules[name] ?? {}, args, settings) : undefined;
}

function isWord(text: string, at: number, all: readonly string[]): boolean {
  return !text.startsWith("-") && all[at - 1] !== "--config";
}

type Alias =
  | { readonly kind: "text"; readonly text: string | undefined }
  | { readonly kind: "ask"; readonly needs: readonly Need[] };

/** The line has the last word; then what is configured. */
function aliasOf(command: string, settings: readonly Setting[], facts: Facts): Alias {
  const key = `alias.${command.toLowerCase()}`;
  const onLine = settings.findLast((one) => one.key.toLowerCase() === key)?.value;
  if (onLine !== undefined) return { kind: "text", text: onLine };
  const need = configNeed(`alias.${command}`);
  const text = factOf(need, facts)?.join("\n");
  if (text === undefined) return { kind: "ask", needs: [need] };
  return { kind: "text", text: text === "" ? undefined : text };
}

/** Whether the word names a part of the command (`drop` of `stash`), rather than something it works on. */
export function isSubcommand(command: string, word: string): boolean {
  const rule = Object.hasOwn(rules, command) ? rules[command] : undefined;
  return Object.hasOwn(rule?.subcommands ?? {}, word);
}
