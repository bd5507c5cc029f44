import { describe, expect, test } from "vitest";
import { ConfigError } from "../../../src/errors.ts";
import { entriesOf, spellings } from "../../../src/cli/flag-index.ts";
import { commands, type CommandName } from "../../../src/cli/command-table.ts";
import type { CommandWords } from "../../../src/cli/command-words.ts";
import type { Flag } from "../../../src/cli/flag.ts";
import { parse } from "../../../src/cli/parse.ts";

const names = Object.keys(commands) as CommandName[];

/** Words that make the command line whole, whatever flag is looked at. */
function words(command: CommandName): string[] {
  const { takes }: CommandWords = commands[command];
  return [...command.split(" "), ...Array.from({ length: takes?.min ?? 0 }, () => "word")];
}

function sample(flag: Flag): { typed: string | undefined; value: unknown } {
  if (flag.type === "boolean") return { typed: undefined, value: flag.means ?? true };
  if (flag.type === "number") {
    const isDecimal = ["<seconds>", "<minutes>", "<usd>", "<share>"].includes(flag.value ?? "");
    return isDecimal ? { typed: "0.5", value: 0.5 } : { typed: "12", value: 12 };
  }
  const typed = flag.choices?.[0] ?? "some value";
  return { typed, value: flag.type === "list" ? [typed] : typed };
}

describe("every flag of every command reaches its field", () => {
  const cases = names.flatMap((command) =>
    entriesOf(command).flatMap((entry) => spellings(entry.flag).map((spelling) => ({ command, entry, spelling }))),
  );
  for (const { command, entry, spelling } of cases) {
    test(`${command} --${spelling}`, () => {
      const { typed, value } = sample(entry.flag);
      const apart = typed === undefined ? [`--${spelling}`] : [`--${spelling}`, typed];
      const joined = typed === undefined ? `--${spelling}` : `--${spelling}=${typed}`;
      const filled = { input: "input", group: "group", option: "options" } as const;
      expect(parse([...words(command), ...apart])[filled[entry.fills]]).toEqual({ [entry.field]: value });
      expect(parse([joined, ...words(command)])[filled[entry.fills]]).toEqual({ [entry.field]: value });
    });
  }
});

test("a short flag means what its command says", () => {
  for (const typed of [["-f", "task.md"], ["-f=task.md"], ["-ftask.md"]])
    expect(parse(["run", ...typed]).input).toEqual({ promptFile: "task.md" });
  expect(parse(["runs", "logs", "-f", "id"])).toMatchObject({ options: { follow: true }, positionals: ["id"] });
});

test("what stands after -- goes to the agent as it is", () => {
  const call = parse(["run", "task.md", "--json", "--", "--search", "-f", "--", "x"]);
  expect([call.positionals, call.extraArgs, call.options]).toEqual([
    ["task.md"],
    ["--search", "-f", "--", "x"],
    { json: true },
  ]);
});

for (const [argv, command] of [
  [[], "help"],
  [["runs"], "runs list"],
  [["runs", "list"], "runs list"],
  [["--cwd", "run", "list"], "list"],
  [["--json", "runs", "--cwd", "/x", "show", "id"], "runs show"],
  [["run", "-"], "run"],
] as const)
  test(`"${argv.join(" ")}" is ${command}`, () => expect(parse(argv).command).toBe(command));

const mistakes: readonly (readonly [string, string, string])[] = [
  ["runn", 'There is no command "runn".', "prompts-gpt run"],
  ["lst", 'There is no command "lst".', "prompts-gpt list"],
  ["task.md", 'There is no command "task.md".', "prompts-gpt run task.md"],
  ["runs shwo", 'There is no command "runs shwo".', "prompts-gpt runs show"],
  ["constructor", 'There is no command "constructor".', "prompts-gpt --help"],
  ["orchestra", 'There is no command "orchestra".', "prompts-gpt orchestrate"],
  ["runs nope", 'There is no command "runs nope".', "prompts-gpt --help"],
  ["--nope", "prompts-gpt alone has no flag --nope.", "prompts-gpt --help"],
  ["--jsno", "prompts-gpt alone has no flag --jsno.", "prompts-gpt --json"],
  ["--agnet=codex", "prompts-gpt alone has no flag --agnet.", "prompts-gpt run --agent"],
  ["--timeout 3", "prompts-gpt alone has no flag --timeout.", "prompts-gpt run --timeout"],
  ["completion", "prompts-gpt completion needs <shell>.", "prompts-gpt completion bash|zsh|fish"],
  ["run --modle x", "prompts-gpt run has no flag --modle.", "prompts-gpt run --model"],
  ["run --worktree", "prompts-gpt run has no flag --worktree.", "prompts-gpt run --help"],
  ["run --__proto__", "prompts-gpt run has no flag --__proto__.", "prompts-gpt run --help"],
  ["run -x", "prompts-gpt run has no flag -x.", "prompts-gpt run --help"],
  [
    "list --timeout 3",
    "--timeout is a flag of run, run-batch, sweep, orchestrate, generate, not of list.",
    "prompts-gpt list --help",
  ],
  ["run --model", "--model needs a value.", "--model <name>"],
  ["run --model --json", "--model needs a value.", "--model <name>"],
  ["run --model --json=1", "--model needs a value.", "--model <name>"],
  ["run --prompt -- x", "--prompt needs a value.", "--prompt <text>"],
  ["run --json=yes", '--json takes no value, but "yes" was given.', "--json"],
  ["run --access admin", '--access "admin" is none of read, write, full.', "--access read|write|full"],
  [
    "run --agent codex --provider claude",
    "--agent codex and --provider claude contradict each other.",
    "Give --agent once.",
  ],
  ["run --json --events", "--json and --events cannot be used together.", "Leave out --events."],
  ["run --prompt a -f b", "--prompt and --prompt-file cannot be used together.", "Leave out --prompt-file."],
  ["run a.md b.md", 'prompts-gpt run takes one file, but got "b.md" too.', "prompts-gpt run --help"],
  ["list x", 'prompts-gpt list takes no argument, but got "x" too.', "prompts-gpt list --help"],
  ["runs show", "prompts-gpt runs show needs <id>.", "prompts-gpt runs show <id>"],
  ["list -- x", "prompts-gpt list passes nothing on, so nothing can stand after --.", "prompts-gpt list --help"],
  ...["-3", "NaN", "ten", "1e3", "0x10", "Infinity", "2147484"].map(
    (value) =>
      [
        `run --timeout ${value}`,
        `--timeout must be a number of seconds from 0 to 2147483, but is "${value}".`,
        "--timeout 600",
      ] as const,
  ),
];
for (const [line, message, fix] of mistakes)
  test(`"${line}" is refused`, () => {
    const error = refusal(line.split(" "));
    expect([error.message, error.fix, error.exitCode]).toEqual([message, fix, 2]);
  });

test("an empty value is no number", () => expect(refusal(["run", "--timeout="]).exitCode).toBe(2));

test("the same value twice contradicts nothing", () => {
  expect(parse(["run", "--agent", "codex", "--provider=codex"]).input).toEqual({ provider: "codex" });
});

test("a value may look like a flag that does not exist, or be given with =", () => {
  expect(parse(["run", "--prompt", "- one item"]).input.prompt).toBe("- one item");
  expect(parse(["run", "--prompt=--json"]).input.prompt).toBe("--json");
});

test("lists keep their order", () => {
  expect(parse(["run", "--var", "b=1", "--var=a=2", "--var", "b=1"]).options.var).toEqual(["b=1", "a=2", "b=1"]);
});

function refusal(argv: readonly string[]): ConfigError {
  try {
    parse(argv);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`"${argv.join(" ")}" was understood`);
}
