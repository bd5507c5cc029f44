import { fetchModels, hideSecrets, listModels, type ModelList } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { pairs } from "../layout.ts";
import type { Call } from "../parse.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { registryPlace } from "../registry-place.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine } from "../text.ts";
import { untilInterrupted } from "../until-interrupted.ts";

/** From the registry where there is a token; 1 when the agent that was named is known to nobody. */
export const models: Command = async (call, cli) => {
  const place = await registryPlace(call, cli);
  return untilInterrupted(cli, async ({ signal }) => {
    const provider = providerOf(call.positionals[0]);
    const found = await fetchModels({ ...place, ...provider, signal });
    if (found.problem !== undefined) {
      const { message, fix } = hideSecrets(found.problem, cli.io.env);
      await cli.err.write(`${cli.err.style.yellow("warning:")} ${oneLine(message)}\n  try: ${oneLine(fix)}\n`);
    }
    await present(found, (shown) => listLines(shown.providers, cli.out), { call, cli });
    return exitCodeOf(found.providers, provider);
  });
};

/** The same from the agents alone: no request is made. */
export async function printModels(
  agent: string | undefined,
  { call, cli }: { readonly call: Call; readonly cli: Cli },
): Promise<number> {
  const provider = providerOf(agent);
  const providers = await listModels({ ...placeOf(call, cli), ...provider });
  await present({ providers }, (shown) => listLines(shown.providers, cli.out), { call, cli });
  return exitCodeOf(providers, provider);
}

interface Named {
  readonly provider?: string;
}

function providerOf(agent: string | undefined): Named {
  return agent === undefined || agent === "router" ? {} : { provider: agent };
}

/** For all of them it is enough that each says why it cannot tell. */
function exitCodeOf(providers: readonly ModelList[], { provider }: Named): number {
  return provider !== undefined && providers.some(({ source }) => source === "none") ? 1 : 0;
}

const SOURCES = {
  listed: "",
  known: " (known from its documentation; it may know others)",
  none: "",
  registry: " (from the registry)",
} as const;

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
