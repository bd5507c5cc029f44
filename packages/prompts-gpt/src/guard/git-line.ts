/** A command line of git, read as far as the subcommand. */
export interface GitLine {
  /** The options that say which repository is meant, to be put in front of a question about it. */
  readonly where: readonly string[];
  /** `-c name=value`, in order, and `--config-env`, whose value is the name of a variable. */
  readonly settings: readonly { readonly text: string; readonly fromEnv: boolean }[];
  /** `--exec-path=<folder>`: another folder of git's own programs. */
  readonly execPath?: string;
  /** Absent when git would only print something, or would not understand the line. */
  readonly command?: string;
  readonly args: readonly string[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Mutable<GitLine> & { where: string[]; settings: { text: string; fromEnv: boolean }[] };

/** With a value, attached by `=` or as the next word. */
const PLACES = ["--git-dir", "--work-tree", "--namespace"];
/** Say nothing about which repository is meant, and most questions about it are refused with them. */
const OTHERS = ["--super-prefix", "--attr-source"];
const FLAGS = new Set(
  "-p --paginate -P --no-pager --no-replace-objects --no-lazy-fetch --no-optional-locks --no-advice --bare".split(" "),
);
const PATHSPECS = new Set(
  "--literal-pathspecs --no-literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs".split(" "),
);
/** What follows these is their own: `git --help reset --hard` shows a page. */
const PRINTS = new Set("-h --help -v --version --html-path --man-path --info-path --exec-path".split(" "));

/** Reads what stands in front of the subcommand; these options cannot be abbreviated or bundled. */
export function readGitLine(argv: readonly string[]): GitLine {
  const line: Draft = { where: [], settings: [], args: [] };
  let at = 0;
  while (at < argv.length) {
    const word = argv[at] ?? "";
    if (!word.startsWith("-")) return { ...line, command: word, args: argv.slice(at + 1) };
    const taken = takeGlobal(line, word, argv[at + 1]);
    if (taken === 0) return line;
    at += taken;
  }
  return line;
}

/** How many words the option took; 0 when git would stop here. */
function takeGlobal(line: Draft, word: string, next: string | undefined): 0 | 1 | 2 {
  if (PRINTS.has(word) || word.startsWith("--list-cmds=")) return 0;
  if (word.startsWith("--exec-path=")) {
    line.execPath = word.slice("--exec-path=".length);
    return 1;
  }
  if (FLAGS.has(word) || PATHSPECS.has(word)) {
    if (word === "--bare" || PATHSPECS.has(word)) line.where.push(word);
    return 1;
  }
  if (word.startsWith("--config-env=")) {
    line.settings.push({ text: word.slice("--config-env=".length), fromEnv: true });
    return 1;
  }
  if (PLACES.some((name) => word.startsWith(`${name}=`))) {
    line.where.push(word);
    return 1;
  }
  if (OTHERS.some((name) => word.startsWith(`${name}=`))) return 1;
  if (next === undefined) return 0;
  if (OTHERS.includes(word)) return 2;
  if (word === "-c" || word === "--config-env") line.settings.push({ text: next, fromEnv: word !== "-c" });
  else if (word === "-C" || PLACES.includes(word)) line.where.push(word, next);
  else return 0;
  return 2;
}
