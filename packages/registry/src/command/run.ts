import { ConfigError, UserError } from "../../../prompts-gpt/src/errors.ts";
import { Unavailable } from "../store/database.ts";
import { VERSION } from "../version.ts";
import { backup, restore } from "./backup.ts";
import { exportFiles, importFiles } from "./files.ts";
import { parseWords, type Words } from "./flags.ts";
import { HELP } from "./help.ts";
import { type Io, say } from "./io.ts";
import { project } from "./project.ts";
import { serve } from "./serve.ts";
import { token } from "./token.ts";

const COMMANDS: Readonly<Record<string, (words: Words, io: Io) => Promise<number>>> = {
  serve,
  token,
  project,
  backup,
  restore,
  export: exportFiles,
  import: importFiles,
};

/** One command line; resolves to its exit code, and never rejects. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    const words = parseWords(argv);
    const [name = "serve"] = words.words;
    if (words.flags.version === true) return done(io, VERSION);
    if (words.flags.help === true) return done(io, HELP);
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined)
      throw new ConfigError(`There is no command ${JSON.stringify(name)}.`, "See: prompts-gpt-registry --help");
    checkCount(name, words);
    return await command(words, io);
  } catch (error) {
    return tell(error, io);
  }
}

/** How many words each command has at most, itself included. */
const MOST_WORDS: Readonly<Record<string, number>> = { serve: 1, token: 3, project: 3 };

function checkCount(name: string, { words }: Words): void {
  const extra = words[MOST_WORDS[name] ?? 2];
  if (extra === undefined) return;
  throw new ConfigError(
    `${name} does not know what to do with ${JSON.stringify(extra)}.`,
    "See: prompts-gpt-registry --help",
  );
}

function done({ stdout }: Io, text: string): number {
  say(stdout, text);
  return 0;
}

function tell(error: unknown, { stderr }: Io): number {
  if (error instanceof UserError) {
    say(stderr, `error: ${error.message}\n  try: ${error.fix}`);
    return error.exitCode;
  }
  if (error instanceof Unavailable) {
    say(
      stderr,
      `error: The database does not answer: ${error.message}\n  try: Check the server and the URL of the database.`,
    );
    return 1;
  }
  if (error instanceof Error && "syscall" in error) {
    say(stderr, `error: ${error.message}\n  try: Mend what stands in the way there, or name another place.`);
    return 1;
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  say(stderr, `error: ${name}: ${message}\n${stack ?? ""}`);
  return 1;
}
