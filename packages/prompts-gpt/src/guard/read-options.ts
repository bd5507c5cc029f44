import { type Option, optionTable } from "./option-table.ts";

interface GivenOption {
  readonly name: string;
  readonly value?: string;
  /** Taken back: `--no-force`. */
  readonly negated: boolean;
}

/** What stands behind a subcommand, as git's own option parser takes it. */
export interface Reading {
  readonly options: readonly GivenOption[];
  readonly operands: readonly string[];
  /** How many operands stand before `--`; absent without it. */
  readonly dashes?: number;
}

interface Draft {
  options: GivenOption[];
  operands: string[];
  dashes?: number;
}

/**
 * Reads the words behind a subcommand. Options may stand behind operands, unless git stops at the first one there.
 * What git would not understand is passed over, since nothing happens then; of a long option that is ambiguous every
 * candidate is read, since another version of git may know fewer.
 */
export function readOptions(args: readonly string[], table: string, order: "permute" | "stop" = "permute"): Reading {
  const options = optionTable(table);
  const read: Draft = { options: [], operands: [] };
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? "";
    if (word === "--" || word === "--end-of-options") return withRest(read, args.slice(at));
    if (word === "-" || !word.startsWith("-")) {
      if (order === "stop") return { ...read, operands: args.slice(at) };
      read.operands.push(word);
      continue;
    }
    const given = word.startsWith("--") ? readLong(word.slice(2), options) : readShort(word.slice(1), options);
    if (given.wantsNext) at++;
    const next = given.wantsNext ? args[at] : undefined;
    read.options.push(...given.found.map((one, n) => (n === given.found.length - 1 ? withNext(one, next) : one)));
  }
  return read;
}

/** Whether an option is in force: the last time it is given counts. */
export function isGiven(reading: Reading, ...names: readonly string[]): boolean {
  return names.some((name) => reading.options.findLast((one) => one.name === name)?.negated === false);
}

export function valuesOf(reading: Reading, ...names: readonly string[]): readonly string[] {
  return reading.options.flatMap(({ name, value }) => (names.includes(name) && value !== undefined ? [value] : []));
}

interface Given {
  readonly found: readonly GivenOption[];
  readonly wantsNext: boolean;
}

/** A second `--` behind `--end-of-options` is seen by commands that look for it themselves. */
function withRest(read: Draft, rest: readonly string[]): Reading {
  if (rest[0] === "--")
    return { ...read, operands: [...read.operands, ...rest.slice(1)], dashes: read.operands.length };
  const words = rest.slice(1);
  const at = words.indexOf("--");
  if (at === -1) return { ...read, operands: [...read.operands, ...words] };
  const before = [...read.operands, ...words.slice(0, at)];
  return { ...read, operands: [...before, ...words.slice(at + 1)], dashes: before.length };
}

function withNext(given: GivenOption, next: string | undefined): GivenOption {
  return next === undefined ? given : { ...given, value: next };
}

/** `-fdx`, `-mtext`, `-m text`. */
function readShort(letters: string, options: readonly Option[]): Given {
  const found: GivenOption[] = [];
  for (let at = 0; at < letters.length; at++) {
    const option = options.find(({ short }) => short === letters[at]);
    if (!option) continue;
    const rest = letters.slice(at + 1);
    if (option.value === "none") found.push({ name: option.name, negated: false });
    else {
      found.push({ name: option.name, negated: false, ...(rest && { value: rest }) });
      return { found, wantsNext: option.value === "required" && rest === "" };
    }
  }
  return { found, wantsNext: false };
}

function readLong(text: string, options: readonly Option[]): Given {
  const equals = text.indexOf("=");
  const word = equals === -1 ? text : text.slice(0, equals);
  const value = equals === -1 ? undefined : text.slice(equals + 1);
  const matches = options.flatMap((option) => matchLong(word, option));
  const exact = matches.filter((match) => match.exact);
  const candidates = exact.length > 0 ? exact.slice(0, 1) : matches;
  const sure = candidates.length === 1;
  const wantsNext =
    value === undefined &&
    candidates.length > 0 &&
    candidates.every(({ option, negated }) => option.value === "required" && !negated);
  const found = candidates
    .filter(({ negated }) => sure || !negated)
    .map(({ option, negated }) => ({ name: option.name, negated, ...(value !== undefined && { value }) }));
  return { found, wantsNext };
}

interface Match {
  readonly option: Option;
  readonly negated: boolean;
  readonly exact: boolean;
}

/** Each option goes by its name, by `no-` and its name, and one that is called `no-…` by what follows that. */
function matchLong(word: string, option: Option): readonly Match[] {
  const { long } = option;
  if (long === undefined) return [];
  const other = long.startsWith("no-") ? long.slice(3) : `no-${long}`;
  if (long.startsWith(word)) return [{ option, negated: false, exact: long === word }];
  return other.startsWith(word) ? [{ option, negated: true, exact: other === word }] : [];
}
