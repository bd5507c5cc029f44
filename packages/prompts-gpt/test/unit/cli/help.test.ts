import { expect, test } from "vitest";
import { entriesOf } from "../../../src/cli/flag-index.ts";
import { commands, type CommandName } from "../../../src/cli/command-table.ts";
import type { CommandWords } from "../../../src/cli/command-words.ts";
import { parse } from "../../../src/cli/parse.ts";
import { commandHelp, globalHelp } from "../../../src/cli/help.ts";

const EVERYWHERE = "\n\nFlags of every command\n";
const names = Object.keys(commands) as CommandName[];

test("the global help names every command once", () => {
  const help = globalHelp();
  for (const name of names) expect(help.split("\n").filter((line) => line.startsWith(`  ${name} `))).toHaveLength(1);
  expect(widest(help)).toBeLessThanOrEqual(80);
});

for (const name of names)
  test(`the help of ${name} has every flag, in 80 columns`, () => {
    const help = commandHelp(name);
    for (const { flag } of entriesOf(name)) expect(help).toContain(`--${flag.name}`);
    expect(widest(help)).toBeLessThanOrEqual(80);
  });

/** The words after `prompts-gpt` in an example, up to where its shell goes on. */
const typedIn = (example: string) =>
  (/prompts-gpt ?([^|<>)]*)/.exec(example)?.[1] ?? "").match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', "")) ??
  [];

test.each(names)("the help of %s has examples, each of them a command line of %s", (name) => {
  const { examples }: CommandWords = commands[name];
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) expect([example, parse(typedIn(example)).command]).toEqual([example, name]);
});

test("the help of runs logs ends with the flags that the global help lists", () => {
  const [own, common] = commandHelp("runs logs").split(EVERYWHERE);
  expect(own).toMatchInlineSnapshot(`
    "Print what the agent of a run printed

    Usage: prompts-gpt runs logs <id> [flags]

      <id>  Run id, as \`prompts-gpt runs list\` shows it

    Flags
      --artifacts-dir <path>  Where runs are kept (default: .scripts/runs)
      -f, --follow            Go on printing until the run ends

    Examples
      prompts-gpt runs logs -f agent-20261122T181500Z-4f2a91"
  `);
  expect(common).toBe(globalHelp().split(EVERYWHERE)[1]?.split("\n\n")[0]?.concat("\n"));
});

test("the global help", () =>
  expect(globalHelp()).toMatchInlineSnapshot(`
    "prompts-gpt: run a team's prompts with local AI coding agents, on the record

    Usage: prompts-gpt <command> [flags]

    Run
      run [file]          Run one prompt with one agent, once
      run-batch [files…]  Run several prompts, none told of another
      sweep [file]        Run one prompt again and again, each time told what was
                          done before
      orchestrate [file]  Have several agents work on one thing

    Records
      runs list         List the runs of this project, latest first
      runs show <id>    Show what one run did and how it ended
      runs logs <id>    Print what the agent of a run printed
      runs attach <id>  Watch a run until it ends; Ctrl-C only stops watching
      runs resume <id>  Go on with several runs as one that were killed, stopped or
                        failed
      runs stop <id>    Stop a run that is going on
      runs diff <ids…>  Show what one run changed, or how two results differ, as a
                        patch
      runs apply <id>   Bring what an agent did in a lane into this folder: all of
                        it, or nothing
      runs usage        Add up tokens and cost of the runs that are kept
      runs gc           Remove old snapshots; show what of lanes is kept, and remove
                        it when asked
      restore [run]     Bring files, index, refs and stash back to how they were
                        before a run

    Library
      sync               Make the library what the registry has, and agent files
                         what the library has
      pull               Fetch prompts from the registry, and no more
      diff [prompts…]    Show how prompts were edited since they were synced, as a
                         patch
      list               List the prompts of the library
      validate [paths…]  Check prompt files and configuration; exit 4 on errors
      push [files…]      Publish prompt files as new versions, after showing what
                         would change
      generate           Make prompt files for a goal, by the registry or a local
                         agent
      import <paths…>    Make prompt files of what other tools keep; exit 4 when one
                         is not imported

    Set-up
      init                Set a project up: a token of the registry, configuration,
                          .gitignore
      project             Show the project that the token stands for
      status              Show agents, configuration, library and recent runs
      models [agent]      List the models that agents can be asked for with --model
      doctor              Check this set-up, or a CI machine; exit 1 on errors
      trust               Show what the repository's configuration would execute,
                          and accept it
      serve               Serve a registry of your own: the package
                          @prompts-gpt/registry
      completion <shell>  Print a script that makes a shell complete this command
      help [command…]     Explain a command

    Flags of every command
      --cwd <path>       Work in this folder
      --json             One JSON document on standard output, words on standard
                         error
      --events           JSON lines on standard output, as things happen
      --non-interactive  Never ask (also when CI is set or input is no terminal)
      --quiet            Only the answer and errors
      --verbose          More of what the agent does; stack traces of errors
      --no-color         No colours (also when NO_COLOR is set)
      -h, --help         Explain the command
      --version          Print the version

    More: prompts-gpt <command> --help
    "
  `));

function widest(text: string): number {
  return Math.max(...text.split("\n").map((line) => line.length));
}
