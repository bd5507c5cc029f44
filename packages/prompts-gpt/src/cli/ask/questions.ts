import {
  autocomplete,
  autocompleteMultiselect,
  type CANCEL_SYMBOL,
  isCancel,
  multiselect,
  password,
  select,
  text,
} from "@clack/prompts";
import { UserError } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { listenToSignals } from "../interrupts.ts";
import { fit } from "../text.ts";
import { openScreen, type Screen } from "./screen.ts";

/** The user left a question unanswered. */
class Interrupted extends UserError {
  readonly exitCode: number;

  constructor(instead: string, exitCode: number) {
    super("Nothing was done: a question was left unanswered.", instead);
    this.exitCode = exitCode;
  }
}

/** One row of a picker. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  /** It cannot be chosen: its label says why. */
  readonly disabled?: boolean;
}

interface Picker {
  readonly message: string;
  readonly choices: readonly Choice[];
  /** Where the cursor stands at first. Default: on the first that can be chosen. */
  readonly initial?: string | undefined;
}

/** Asks a person at a terminal. Each throws when no answer is given: Ctrl-C, Escape, or a signal. */
export interface Questions {
  pick(picker: Picker): Promise<string>;
  /** One or more, in the order of the choices. */
  pickSeveral(picker: Omit<Picker, "initial">): Promise<string[]>;
  type(message: string): Promise<string>;
  /** A whole number from 1 to `most`; 1 when nothing is typed. */
  count(message: string, most: number): Promise<number>;
  /** Of what is typed nothing is shown but that it is typed. */
  secret(message: string): Promise<string>;
  /** Consent is the word `yes` (or `y`) typed in full; Enter alone is no, and any other word is asked about again. */
  confirm(message: string): Promise<boolean>;
}

type How = Pick<Screen, "input" | "output"> & { readonly signal: AbortSignal };

/** More than these are searched by typing. */
const SEEN_AT_ONCE = 10;
const MOST_ROWS = 12;
/** Columns that a row's frame takes, as the library counts it: with its colours. */
const FRAME = 16;

/** `instead` is what to type so that nobody is asked. */
export function openQuestions(cli: Cli, instead: string): Questions {
  const ask = async <T>(question: (how: How) => Promise<T | typeof CANCEL_SYMBOL>): Promise<T> => {
    // A signal would end this process with the cursor hidden and the terminal in raw mode.
    using interrupts = listenToSignals(cli.io);
    const { input, output, close } = openScreen(cli);
    try {
      const answer = await question({ input, output, signal: interrupts.signal });
      if (isCancel(answer)) throw new Interrupted(instead, interrupts.exitCode() ?? 130);
      return answer;
    } finally {
      await close();
    }
  };
  return {
    pick: (picker) => ask((how) => pick(picker, how, cli.err.columns() - FRAME)),
    pickSeveral: (picker) => ask((how) => pickSeveral(picker, how, cli.err.columns() - FRAME)),
    type: (message) => ask((how) => text({ ...how, message, validate: needed })),
    count: async (message, most) => Number(await ask((how) => text({ ...how, message, ...counted(most) }))),
    secret: (message) => ask((how) => password({ ...how, message, validate: needed })),
    confirm: async (message) =>
      isYes(await ask((how) => text({ ...how, message, placeholder: "yes or no", validate: yesOrNo }))),
  };
}

function pick({ message, choices, initial }: Picker, how: How, columns: number) {
  const open = choices.filter(({ disabled }) => disabled !== true).map(({ value }) => value);
  const start = initial !== undefined && open.includes(initial) ? initial : (open[0] ?? "");
  const options = choices.map((one) => ({ ...one, label: fit(one.label, columns) }));
  const question = { ...how, message, options, maxItems: MOST_ROWS, initialValue: start };
  return open.length > SEEN_AT_ONCE ? autocomplete({ ...question, validate: chosen }) : select(question);
}

async function pickSeveral({ message, choices }: Picker, how: How, columns: number) {
  const options = choices.map((one) => ({ ...one, label: fit(one.label, columns) }));
  const question = { ...how, message, options, maxItems: MOST_ROWS, required: true };
  const picked = await (choices.length > SEEN_AT_ONCE ? autocompleteMultiselect(question) : multiselect(question));
  if (isCancel(picked)) return picked;
  return choices.map(({ value }) => value).filter((value) => picked.includes(value));
}

function chosen(value: unknown): string | undefined {
  return value === undefined ? "Nothing is called that: Backspace takes letters back." : undefined;
}

/** Not the library's own question: there `l` is an arrow key, and "clear" and Enter, meant for a shell, are consent. */
function yesOrNo(value = ""): string | undefined {
  return isYes(value) || /^(?:no?)?$/i.test(value.trim()) ? undefined : "Type yes or no.";
}

function isYes(value: string | undefined): boolean {
  return /^y(?:es)?$/i.test(value?.trim() ?? "");
}

function needed(value: string | undefined): string | undefined {
  return value ? undefined : "It has no default: type a value.";
}

/** Where nothing is typed the library asks whether that is right before it takes the default. */
function counted(most: number) {
  const validate = (value = "1") => {
    const number = value === "" ? 1 : Number(value);
    if (Number.isSafeInteger(number) && number >= 1 && number <= most) return undefined;
    return most === Infinity ? "A whole number, 1 or more." : `A whole number from 1 to ${most}.`;
  };
  return { placeholder: "1", defaultValue: "1", validate };
}
