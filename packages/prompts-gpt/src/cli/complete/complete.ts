import { resolve } from "node:path";
import type { Io } from "../cli.ts";
import type { WordKind } from "../command-words.ts";
import { inputFlags, optionFlags } from "../flags.ts";
import { openTerminal } from "../terminal.ts";
import { commandWords, flagWords, type Candidate } from "./candidates.ts";
import { expectedAfter, flagOf, typed, type Expected, type Typed, type Word } from "./expected.ts";

/** What no shell takes for anything but a word, and bash does not take apart. Other names a shell completes as files. */
const PLAIN = /^[\p{L}\p{N}._/][\p{L}\p{M}\p{N}._/@%+,-]*$/u;

/** Lines that begin so tell the shell to complete names of files by itself. */
const BY_SHELL: Partial<Record<WordKind, string>> = { file: ":files", prompt: ":files", folder: ":folders" };

const ROUTER = "router";

/**
 * Answers a shell's question, a candidate and what it means on each line: `prompts-gpt complete -- run --acc`. A person
 * is typing: whatever goes wrong, nothing is said and nothing is written.
 */
export async function complete(words: readonly string[], io: Io): Promise<number> {
  try {
    const lines = await answer(words, io);
    await openTerminal(io.stdout, { env: io.env, noColor: true }).write(lines.map((line) => `${line}\n`).join(""));
  } catch {
    // No candidates: the shell shows none either.
  }
  return 0;
}

async function answer(words: readonly string[], io: Io): Promise<string[]> {
  const { before, current, attached } = split(words);
  const said = typed(before);
  const expected = expectedAfter(said, current);
  const candidates = await candidatesFor(expected, said, { io, current });
  const byShell = expected.kind === "word" ? BY_SHELL[expected.of.kind ?? "command"] : undefined;
  return [
    ...candidates
      .filter(({ value }) => value.startsWith(current))
      .map(({ value, help }) => `${attached}${value}${help === undefined ? "" : `\t${help}`}`),
    ...(byShell === undefined ? [] : [byShell]),
  ];
}

/** `--access=re` is the flag, and `re` as its value; what is attached is part of the word that the shell replaces. */
function split(words: readonly string[]): { before: readonly string[]; current: string; attached: string } {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const [spelling = "", value] = current.split(/=(.*)/s);
  const flag = spelling.startsWith("-") ? flagOf(spelling, typed(before).words) : undefined;
  if (value === undefined || flag === undefined || flag.type === "boolean") return { before, current, attached: "" };
  return { before: [...before, spelling], current: value, attached: `${spelling}=` };
}

interface Asked {
  readonly io: Io;
  /** The word that is being typed. */
  readonly current: string;
}

async function candidatesFor(expected: Expected, said: Typed, asked: Asked): Promise<readonly Candidate[]> {
  switch (expected.kind) {
    case "nothing":
      return [];
    case "command":
      return commandWords(expected.after);
    case "flag":
      return flagWords(expected.command, expected.given);
    case "word":
      return (expected.of.choices ?? (await namesOf(expected.of, said, asked))).map((value) => ({ value }));
  }
}

/** Only these need the SDK, so only here it is loaded. What holds a secret is no plain word once it is redacted. */
async function namesOf({ kind }: Word, { flags }: Typed, { io, current }: Asked): Promise<readonly string[]> {
  if (kind === undefined || kind === "file" || kind === "folder" || kind === "command") return [];
  const { hideSecrets, listNames } = await import("../../index.ts");
  const said = { artifactsDir: flags.get(inputFlags.artifactsDir), provider: flags.get(inputFlags.provider) };
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined && value !== ROUTER));
  const place = { cwd: resolve(io.cwd(), flags.get(optionFlags.cwd) ?? ""), env: io.env, begun: current, ...given };
  const names = await listNames(kind, place).catch(() => []);
  return hideSecrets([...names], io.env).filter((name) => PLAIN.test(name));
}
