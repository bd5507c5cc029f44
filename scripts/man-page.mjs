/** The table of commands and flags as a page for `man`, in the man(7) macros that groff and mandoc both know. */
export function manPage({ reference, everywhere, exitCodes }) {
  return [
    '.\\" Written by scripts/generate-cli-docs.mjs from packages/prompts-gpt/src/cli/flags.ts.',
    ".TH PROMPTS\\-GPT 1",
    ".SH NAME",
    "prompts\\-gpt \\- run a team's prompts with local AI coding agents, on the record",
    ".SH SYNOPSIS",
    ".B prompts\\-gpt",
    "command [flags]",
    ".SH COMMANDS",
    ...reference.flatMap(command),
    ".SH FLAGS OF EVERY COMMAND",
    ...everywhere.flatMap(flag),
    ".SH EXIT STATUS",
    ...exitCodes.flatMap(([code, meaning]) => item(code, meaning.replaceAll("`", ""))),
    "",
  ].join("\n");
}

function command({ name, usage, help, argument, flags, examples }) {
  return [
    `.SS ${escape(name)}`,
    line(`${help}.`),
    ".PP",
    `.B ${escape(usage)}`,
    ...(argument === undefined ? [] : [".PP", line(`${argument.replaceAll("`", "")}.`)]),
    ...flags.flatMap(flag),
    ...(examples.length === 0 ? [] : [".PP", ".nf", ...examples.map(line), ".fi"]),
  ];
}

function flag({ spelling, help }) {
  return item(spelling, `${help}.`);
}

function item(term, text) {
  return [".TP", `.B ${escape(term)}`, line(text)];
}

/** A line that begins with a dot or a quote would be a request. */
function line(text) {
  return escape(text).replace(/^[.']/, "\\&$&");
}

/** A bare `-` may come out as a hyphen, which nobody can paste; quotes delimit the arguments of a macro. */
function escape(text) {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll('"', "\\(dq")
    .replaceAll("~", "\\(ti")
    .replaceAll("…", "...");
}
