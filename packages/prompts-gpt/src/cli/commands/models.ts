import { listModels, type ModelList } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { pairs } from "../layout.ts";
import type { Call } from "../parse.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine } from "../text.ts";

export const models: Command = (call, cli) => printModels(call.positionals[0], { call, cli });

/** 1 when the agent that was named could not tell; for all of them it is enough that each says why. */
export async function printModels(
  agent: string | undefined,
  { call, cli }: { readonly call: Call; readonly cli: Cli },
): Promise<number> {
  const named = agent === "router" ? undefined : agent;
  const providers = await listModels({ ...placeOf(call, cli), ...(named === undefined ? {} : { provider: named }) });
  await present({ providers }, (shown) => listLines(shown.providers, cli.out), { call, cli });
  return named !== undefined && providers.some(({ source }) => source === "none") ? 1 : 0;
}

const SOURCES = { listed: "", known: " (known from its documentation; it may know others)", none: "" } as const;

function listLines(lists: readonly ModelList[], { style, columns }: Pick<Terminal, "style" | "columns">): string[] {
  if (lists.length === 0) return ["No agent is installed here; see: prompts-gpt status"];
  return lists.flatMap(({ title, provider, source, models: known, problem }, index) => [
    ...(index === 0 ? [] : [""]),
    `${style.bold(oneLine(title))}${SOURCES[source]}`,
    ...pairs(
      known.map((model) => [oneLine(model.id), oneLine(model.title ?? "")] as const),
      columns(),
    ),
    ...(problem === undefined
      ? [`  use one: prompts-gpt run --agent ${provider} --model <name>`]
      : [`  ${oneLine(problem.message)}`, `  try: ${oneLine(problem.fix)}`]),
  ]);
}
