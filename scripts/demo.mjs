/** `npm run demo`: one prompt, run for real in a scratch repository. `npm run demo -- --agent codex` takes an installed agent. */
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { devNull, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt, ensureInstalled, packageRoot } from "./ensure.mjs";

const COLUMNS = 80;
const PATCH_LINES = 40;
const PROMPT = ".prompts-gpt/add-greeting.md";
const FILES = {
  "README.md": "# Hello\n\nSmall functions that say hello.\n",
  "package.json": `${JSON.stringify({ name: "hello", private: true, type: "module", scripts: { test: "node --test" } }, null, 2)}\n`,
  [PROMPT]: `---
title: Add a greeting
slug: add-greeting
description: A function, its tests, and a word in the readme
variables:
  file: { description: Where the function belongs, default: greet.mjs }
---
Add \`greet(name)\` to {{file}}. It returns "Hello, NAME!"; without a name it
greets the world. Test it with node:test, mention it in README.md, run the tests.
`,
};
const MEANINGS = {
  "changes.patch": "what changed, commits included",
  "events.jsonl": "everything that happened, in order",
  "meta.json": "the facts: agent, times, exit code, tokens",
  "output.log": "what the agent printed",
  "prompt.md": "the prompt, as the agent got it",
  "summary.md": "the summary below",
};
const isColoured = process.stdout.isTTY && !process.env.NO_COLOR;

const agent = agentOf(process.argv.slice(2));
ensureInstalled();
await ensureBuilt();
process.exitCode = demo(agent);

function demo(flags) {
  const scratch = makeRepository();
  say(`A scratch repository: ${scratch}`);
  title(`$ prompts-gpt run ${PROMPT} ${flags.join(" ")}`);
  const status = prompts(["run", PROMPT, ...flags], scratch);
  const runs = join(scratch, ".scripts/runs");
  const runId = namesIn(runs).find((name) => name.startsWith("agent-"));
  if (runId === undefined) {
    rmSync(scratch, { recursive: true, force: true }); // nothing in it but what we wrote
    console.error("There was no run; the scratch repository is removed again.");
    return status;
  }
  showRun(join(runs, runId), runId);
  next(scratch, { runId, flags });
  return status;
}

function showRun(runDir, runId) {
  const names = namesIn(runDir);
  title("The diff: changes.patch");
  if (names.includes("changes.patch")) showPatch(join(runDir, "changes.patch"));
  else say("  nothing was changed");
  title(`The run directory: .scripts/runs/${runId}`);
  for (const name of names) {
    const size = `${statSync(join(runDir, name)).size} B`;
    say(`  ${name.padEnd(14)}${size.padStart(8)}  ${MEANINGS[name] ?? ""}`);
  }
  title("The summary: summary.md");
  if (names.includes("summary.md")) say(...wrapped(textOf(join(runDir, "summary.md"))));
}

function showPatch(path) {
  const lines = textOf(path).split("\n");
  for (const line of lines.slice(0, PATCH_LINES)) say(`  ${coloured(short(line, COLUMNS - 2))}`);
  if (lines.length > PATCH_LINES) say(`  … and ${lines.length - PATCH_LINES} lines more`);
}

function next(scratch, { runId, flags }) {
  title("Next, from here");
  say(`  npx prompts-gpt runs show ${runId} \\`, `    --cwd ${scratch}`);
  say(`  npx prompts-gpt status --cwd ${scratch}`);
  if (flags.includes("replay"))
    say(
      "  npm run demo -- --agent codex     (or claude: an agent of your own; this",
      "                                    one was a recording, played for real)",
    );
  say("  less README.md", "", `The scratch repository stays until you remove it: rm -rf ${scratch}`);
}

/** Only what this script knows to use: everything else `prompts-gpt run` explains better. */
function agentOf(args) {
  try {
    const { values } = parseArgs({ args, options: { agent: { type: "string" }, model: { type: "string" } } });
    const { agent: name = "replay", model = name === "replay" ? "edit" : undefined } = values;
    return ["--agent", name, ...(model === undefined ? [] : ["--model", model])];
  } catch (error) {
    console.error(`${error.message}\nnpm run demo -- [--agent codex|claude|replay] [--model NAME]`);
    process.exit(2);
  }
}

function makeRepository() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pgpt-demo-")));
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const steps = [
    ["init", "--quiet"],
    ["config", "user.name", "Demo"],
    ["config", "user.email", "demo@example.com"],
    ["add", "."],
    ["commit", "--quiet", "-m", "A small project"],
  ];
  for (const step of steps) git(step, folder);
  return folder;
}

/** Without the user's own git configuration: a commit of ours is not signed and runs no hooks. */
function git(args, cwd) {
  const env = { ...outsideGit(), GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: "1" };
  const { status, error } = spawnSync("git", args, { cwd, env, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  console.error(
    error?.code === "ENOENT"
      ? "git is not installed. Get it, then run the same again."
      : `git ${args[0]} failed in ${cwd}`,
  );
  process.exit(1);
}

function prompts(args, cwd) {
  const { status } = spawnSync(process.execPath, [join(packageRoot, "dist/cli/bin.cjs"), ...args], {
    cwd,
    env: outsideGit(),
    stdio: "inherit",
  });
  return status ?? 1;
}

/** A git hook that runs this has set variables that would point the demo at the user's own repository. */
function outsideGit() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
}

function namesIn(folder) {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return []; // there was no run
  }
}

/** What an agent wrote may hold what a terminal obeys. */
function textOf(path) {
  return readFileSync(path, "utf8")
    .trimEnd()
    .replaceAll(/[^\P{Cc}\n\t]/gu, "");
}

function say(...lines) {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

function title(text) {
  say("", isColoured ? `\u001B[1m${text}\u001B[22m` : text);
}

function coloured(line) {
  const colour = { "+": 32, "-": 31, "@": 36 }[line[0]];
  return isColoured && colour !== undefined ? `\u001B[${colour}m${line}\u001B[39m` : line;
}

function short(line, width) {
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

function wrapped(text) {
  const piece = new RegExp(`(.{1,${COLUMNS - 2}})(?: +|$)`, "g");
  return text
    .split("\n")
    .flatMap((line) => (line === "" ? [""] : (line.match(piece) ?? [line]).map((part) => `  ${part.trimEnd()}`)));
}
