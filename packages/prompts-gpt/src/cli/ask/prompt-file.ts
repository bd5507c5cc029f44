import { hideSecrets, listPrompts, type PromptEntry } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { fit, oneLine, pad, widthOf } from "../text.ts";
import type { Choice, Questions } from "./questions.ts";

/** Undefined when there is nothing to choose: the run takes the only one, or knows what to say. */
export async function askForPromptFile(
  { cwd, io, err }: Cli,
  kind: PromptEntry["kind"],
  questions: Questions,
): Promise<string | undefined> {
  const prompts = (await listPrompts({ cwd, env: io.env })).filter((one) => one.kind === kind);
  if (prompts.length < 2 || !prompts.some(({ valid }) => valid)) return undefined;
  return questions.pick({
    message: kind === "sweep" ? "Which sweep file?" : "Which prompt?",
    choices: choicesOf(prompts, io.env, longestName(err)),
  });
}

/** One or more; none when there is nothing to choose: the batch knows what to say. */
export async function askForPromptFiles({ cwd, io, err }: Cli, questions: Questions): Promise<readonly string[]> {
  const prompts = (await listPrompts({ cwd, env: io.env })).filter((one) => one.kind === "prompt");
  if (!prompts.some(({ valid }) => valid)) return [];
  return questions.pickSeveral({ message: "Which prompts?", choices: choicesOf(prompts, io.env, longestName(err)) });
}

function longestName({ columns }: Cli["err"]): number {
  return Math.floor(columns() * 0.35);
}

/** What it is called, in at most `longest` columns, and its title; names of files come with the repository, and may hold anything. */
function choicesOf(prompts: readonly PromptEntry[], env: Cli["io"]["env"], longest: number): Choice[] {
  const rows = prompts.map((prompt) => {
    const { slug, title, path } = hideSecrets(prompt, env);
    return {
      value: prompt.path,
      name: fit(oneLine(slug || path), longest),
      title: oneLine(title),
      valid: prompt.valid,
    };
  });
  const columns = Math.max(...rows.map(({ name }) => widthOf(name)));
  return rows.map(({ value, name, title, valid }) => ({
    value,
    label: `${pad(name, columns)}  ${valid ? title : "cannot be read: prompts-gpt validate"}`,
    disabled: !valid,
  }));
}
