import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { entriesOf, type Entry } from "../../../src/cli/flag-index.ts";
import { commands, type CommandName } from "../../../src/cli/command-table.ts";
import type { CommandWords } from "../../../src/cli/command-words.ts";
import { type CliOptions, inputFlags, optionFlags } from "../../../src/cli/flags.ts";
import type { Cli } from "../../../src/cli/cli.ts";
import { main } from "../../../src/cli/main.ts";
import { parse } from "../../../src/cli/parse.ts";
import { placeOf } from "../../../src/cli/place.ts";
import { groupInputOf } from "../../../src/cli/group-input.ts";
import { inputOf } from "../../../src/cli/run-input.ts";
import type { RunPromptInput } from "../../../src/index.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { memoryIo } from "./screen.ts";

const env = { CI: "true" };
const cli = { io: memoryIo(env).io, cwd: "/nowhere" } as Cli; // all that is asked of it where nobody is there

async function inputFor(...argv: readonly string[]): Promise<RunPromptInput> {
  return (await inputOf(parse(["run", ...argv]), cli)).input;
}

const names = Object.keys(commands) as CommandName[];
const plain = { cwd: "/nowhere", env, extraArgs: [], vars: {} };

function typed({ flag }: Entry): { argv: string[]; value: unknown } {
  if (flag.type === "boolean") return { argv: [`--${flag.name}`], value: flag.means ?? true };
  const number = flag.value === "<share>" ? 0.7 : 7;
  const value = flag.type === "number" ? number : (flag.choices?.[0] ?? "some-value");
  return { argv: [`--${flag.name}`, `${value}`], value: flag.type === "list" ? [value] : value };
}

const ofInput = entriesOf("run").filter(({ fills }) => fills === "input");

test.each(ofInput)("run --$flag.name changes $field of what runPrompt is given, and nothing else", async (entry) => {
  const { argv, value } = typed(entry);
  expect(await inputFor(...argv)).toEqual({ ...plain, [entry.field]: value });
});

const grouped = (["run-batch", "sweep", "orchestrate"] as const).flatMap((command) =>
  entriesOf(command).flatMap((entry) => (entry.fills === "option" ? [] : [{ command, ...entry }])),
);

test.each(grouped)(
  "$command --$flag.name changes $field of what its mode is given, and nothing else",
  async (entry) => {
    const { argv, value } = typed(entry);
    const input = await groupInputOf(parse([entry.command, ...argv]), cli);
    // The command itself puts the file beside those that are named.
    const isPrompt = entry.field === "promptFile" || entry.field === "prompt";
    expect(input).toEqual(isPrompt ? plain : { ...plain, [entry.field]: value });
  },
);

test("run has the flag of every field", () =>
  expect(ofInput.map(({ field }) => field).toSorted()).toEqual(Object.keys(inputFlags).toSorted()));

test("what several words fill together: the file, the variables, what is passed on", async () => {
  expect(await inputFor("a.md", "--var", "x=1", "--var=y=2", "--", "--search")).toEqual({
    ...plain,
    promptFile: "a.md",
    vars: { x: "1", y: "2" },
    extraArgs: ["--search"],
  });
});

test("--vars reads the variables of a file, and --var overrides them", async () => {
  await using folder = await tempFolder({ "vars.json": JSON.stringify({ x: "1", y: "2" }) });
  const { vars } = await inputFor("--vars", folder.at("vars.json"), "--var", "y=3");
  expect(vars).toEqual({ x: "1", y: "3" });
});

test("--cwd changes the folder that is worked in", async () => {
  await using folder = await tempFolder({ "sub/.prompts-gpt/a.md": "Do it." });
  const { io, stdout } = memoryIo(env);
  expect(await main(["list", "--cwd", folder.at("sub")], io)).toBe(0);
  expect(stdout()).toContain("a ");
});

const looking = names.filter(
  (name) => name.startsWith("runs") && entriesOf(name).some(({ field }) => field === "artifactsDir"),
);

test("the commands that read runs take --artifacts-dir", () =>
  expect(looking).toEqual([
    "runs list",
    "runs show",
    "runs logs",
    "runs attach",
    "runs resume",
    "runs stop",
    "runs diff",
    "runs apply",
    "runs usage",
  ]));

test.each(looking)("%s --artifacts-dir changes where the SDK looks", (name) => {
  const words = [...name.split(" "), ...Array.from({ length: commandNeeds(name) }, () => "id")];
  expect(placeOf(parse(words), cli)).toEqual({ cwd: "/nowhere", env });
  expect(placeOf(parse([...words, "--artifacts-dir", "x"]), cli)).toEqual({ cwd: "/nowhere", env, artifactsDir: "x" });
});

function commandNeeds(name: CommandName): number {
  const { takes }: CommandWords = commands[name];
  return takes?.min ?? 0;
}

/** The test that shows what a flag of the CLI itself does. A flag without one does not compile. */
const SHOWN_BY: Readonly<Record<keyof CliOptions, string>> = {
  mode: "e2e/orchestrate-parallel",
  edit: "e2e/orchestrate-auto",
  candidate: "e2e/runs-apply",
  branch: "e2e/runs-apply",
  commit: "e2e/runs-apply",
  var: "unit/cli/flags-reach",
  vars: "unit/cli/flags-reach",
  detach: "e2e/stopping",
  eval: "e2e/sweep-judged",
  evalCriteria: "e2e/sweep-judged",
  evalThreshold: "e2e/sweep-judged",
  evalProvider: "e2e/sweep-judged",
  evalModel: "e2e/sweep-judged",
  iterationTimeout: "e2e/sweep-limits",
  listModels: "e2e/models",
  dryRun: "e2e/restore-answers",
  follow: "e2e/stopping",
  config: "unit/cli/main",
  since: "e2e/usage",
  by: "e2e/usage",
  show: "e2e/shown",
  paths: "e2e/restore-answers",
  yes: "e2e/restore-answers",
  revoke: "unit/cli/main",
  remote: "e2e/doctor-remote",
  fix: "e2e/doctor-checks",
  sarif: "e2e/doctor-sarif",
  query: "e2e/sync",
  category: "e2e/sync",
  tool: "e2e/sync",
  outputType: "e2e/sync",
  limit: "e2e/sync",
  slug: "e2e/sync",
  label: "e2e/sync",
  promptVersion: "e2e/sync",
  targets: "e2e/sync",
  prune: "e2e/sync",
  force: "e2e/sync",
  check: "e2e/sync",
  frozen: "e2e/sync",
  token: "e2e/sync",
  tokenStdin: "e2e/sync",
  tokenPrompt: "e2e/token-prompt",
  apiUrl: "e2e/sync",
  traceNetwork: "e2e/sync",
  offline: "e2e/init",
  goal: "e2e/generate",
  context: "e2e/generate",
  local: "e2e/generate",
  host: "e2e/serve",
  port: "e2e/serve",
  data: "e2e/serve",
  databaseUrl: "e2e/serve",
  publicUrl: "e2e/serve",
  trustProxy: "e2e/serve",
  tlsCert: "e2e/serve",
  tlsKey: "e2e/serve",
  cwd: "unit/cli/flags-reach",
  json: "e2e/run",
  events: "e2e/run",
  nonInteractive: "e2e/pickers",
  quiet: "e2e/shown",
  verbose: "e2e/redaction",
  noColor: "e2e/pickers",
  help: "unit/cli/main",
  version: "unit/cli/main",
};

test.each(Object.entries(optionFlags))("what --%s does is shown by a test that types it", (field, { name, short }) => {
  const path = resolve(import.meta.dirname, "../..", `${SHOWN_BY[field as keyof CliOptions]}.test.ts`);
  expect(existsSync(path)).toBe(true);
  const spelt = new RegExp(`["\` ]--${name}["\`= ]${short === undefined ? "" : `|"-${short}"`}`);
  expect(readFileSync(path, "utf8")).toMatch(spelt);
});
