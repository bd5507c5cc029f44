import { ConfigError } from "../errors.ts";

const PREFIX = "acp:";

/** A provider that is named by its command line: `acp:gemini --acp`. */
export function isAcpName(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** What a shell would do more with than to pass it on. Nothing here is a shell, so outside quotes it is no word. */
const SHELLS_OWN = /[\\|&;<>()$`*?[\]{}~#!]/;

/**
 * The program and its arguments in `acp:<command line>`. Words are parted by spaces; '…' and "…" hold a word together,
 * and nothing inside them is expanded or escaped. What only a shell could do is refused.
 */
export function acpWords(name: string): readonly [program: string, ...args: string[]] {
  const [program, ...args] = splitWords(name.slice(PREFIX.length), name);
  if (program === undefined || program === "") throw noCommand(name, "it names no command");
  return [program, ...args];
}

function splitWords(line: string, name: string): string[] {
  const words: string[] = [];
  for (let rest = line.trimStart(); rest !== "";) {
    const word = /^(?:[^\s'"]|'[^']*'|"[^"]*")+(?=\s|$)/.exec(rest)?.[0];
    if (word === undefined) throw noCommand(name, "a quote in it is not closed");
    words.push(unquoted(word, name));
    rest = rest.slice(word.length).trimStart();
  }
  return words;
}

function unquoted(word: string, name: string): string {
  return word.replaceAll(/'[^']*'|"[^"]*"|[^'"]+/g, (whole) => {
    const isQuoted = /^['"]/.test(whole);
    const special = isQuoted ? undefined : SHELLS_OWN.exec(whole)?.[0];
    if (special !== undefined)
      throw noCommand(name, `no shell reads it, so ${special} means nothing outside of quotes`);
    if (/\p{Cc}/u.test(whole)) throw noCommand(name, "there is a control character in it");
    return isQuoted ? whole.slice(1, -1) : whole;
  });
}

function noCommand(name: string, why: string): ConfigError {
  return new ConfigError(
    `${JSON.stringify(name)} cannot be started: ${why}.`,
    `Name a program and its arguments: --agent "acp:gemini --acp"`,
  );
}

/** Looked for on PATH, where the user's own programs are: only that is taken for the agent that it is called after. */
export function isBareName(program: string): boolean {
  return !/[/\\]/.test(program);
}

/** The program's name without its folder and its ending: which agent it is, as far as its name tells. */
export function acpAgent(program: string): string {
  return program.replace(/^.*[/\\]/, "").replace(/\.(?:exe|cmd|bat|js|mjs|cjs)$/i, "");
}
