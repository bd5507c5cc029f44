/**
 * Writes docs/cli.md and the man page from the table that the parser and the help are made of; --check only says whether
 * they are up to date.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import { manPage } from "./man-page.mjs";

const root = join(import.meta.dirname, "..");

const exitCodes = [
  ["0", "success"],
  ["1", "the run failed; the registry did not do its part, or a sync left something to you; `doctor` found an error"],
  ["2", "configuration: a bad flag or setting, an agent that is not there"],
  ["3", "authentication: a token that is missing, refused, or kept where it must not be"],
  ["4", "validation: a prompt file or its variables"],
  ["5", "a lock that somebody else holds: a run or a sync that is still going on"],
  ["129, 130, 143", "interrupted: terminal closed, Ctrl-C, SIGTERM"],
];

const tables = { ...(await loadHelp()), exitCodes };
const written = { "docs/cli.md": page(tables), "packages/prompts-gpt/man/prompts-gpt.1": manPage(tables) };
for (const [name, text] of Object.entries(written)) {
  const target = join(root, name);
  if (!process.argv.includes("--check")) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  } else if (readText(target) !== text) {
    console.error(`${name} is not what the flag table says. Run: npm run docs`);
    process.exitCode = 1;
  }
}

/** The sources are TypeScript, which the oldest Node that we support cannot load. */
async function loadHelp() {
  const bundler = await rolldown({
    input: join(root, "packages/prompts-gpt/src/cli/reference.ts"),
    platform: "node",
    external: [/^node:/],
    treeshake: { moduleSideEffects: false },
  });
  const { output } = await bundler.generate({ format: "esm", codeSplitting: false });
  await bundler.close();
  return import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
}

function page({ reference, everywhere, exitCodes }) {
  return [
    "# Commands",
    "",
    "<!-- Written by scripts/generate-cli-docs.mjs from packages/prompts-gpt/src/cli/flags.ts. -->",
    "",
    "An unknown flag or command is an error (exit 2) that names the nearest one.",
    "",
    "| exit code | means |",
    "|---|---|",
    ...exitCodes.map(([code, meaning]) => `| ${code} | ${meaning} |`),
    "",
    "## Flags of every command",
    "",
    ...flagTable(everywhere),
    "",
    "## Completion in the shell",
    "",
    "Bash: add this line to `~/.bashrc`. Zsh: to `~/.zshrc`, after `compinit`, with `zsh` for `bash`.",
    "",
    ...fence("source <(prompts-gpt completion bash)"),
    "",
    "Fish, once:",
    "",
    ...fence("prompts-gpt completion fish > ~/.config/fish/completions/prompts-gpt.fish"),
    "",
    "It completes commands, flags, values, prompts, agents, models that are configured, and run ids. Names with blanks,",
    "quotes or other special characters are left to the shell's own completion of files.",
    ...reference.flatMap(section),
    "",
  ].join("\n");
}

function section({ name, usage, help, argument, flags, examples }) {
  return [
    "",
    `## ${name}`,
    "",
    `${help}.`,
    "",
    ...fence(usage),
    ...(argument === undefined ? [] : ["", `${argument}.`]),
    ...(flags.length === 0 ? [] : ["", ...flagTable(flags)]),
    ...(examples.length === 0 ? [] : ["", ...fence(...examples)]),
  ];
}

function flagTable(flags) {
  const rows = flags.map(({ spelling, help }) => `| \`${spelling}\` | ${help.replaceAll("|", "\\|")} |`);
  return ["| flag | meaning |", "|---|---|", ...rows];
}

function fence(...lines) {
  return ["```sh", ...lines, "```"];
}

function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}
