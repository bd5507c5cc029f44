import { ConfigError, generatePromptFiles, type GeneratedFile, type GenerateResult } from "../../index.ts";
import type { Cli, Command } from "../cli.ts";
import { findingLines } from "../finding-lines.ts";
import type { Call } from "../parse.ts";
import { placeOf } from "../place.ts";
import { present } from "../present.ts";
import { registryPlace } from "../registry-place.ts";
import { oneLine, plain } from "../text.ts";
import { untilInterrupted } from "../until-interrupted.ts";

/** 0 when prompts came and all of them hold; 1 when there are none, 4 when one does not hold. */
export const generate: Command = async (call, cli) => {
  const { goal, context, local = false, dryRun = false, quiet } = call.options;
  if (goal === undefined) throw new ConfigError("There is no goal.", 'prompts-gpt generate --goal "…"');
  refuseMixed(call);
  const place = local ? placeOf(call, cli) : await registryPlace(call, cli);
  return untilInterrupted(cli, async ({ signal, kill }) => {
    const { provider, model, timeoutSeconds } = call.input;
    const agent = {
      ...(provider === undefined ? {} : { provider }),
      ...(model === undefined ? {} : { model }),
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
      killSignal: kill,
    };
    if (local && !quiet) await cli.err.write("Asking the agent, which may read here and change nothing…\n");
    const result = await generatePromptFiles({
      ...place,
      goal,
      ...(context === undefined ? {} : { context }),
      ...(local ? { local: agent } : {}),
      dryRun,
      signal,
    });
    await present(result, (shown) => resultLines(shown, cli), { call, cli });
    if (result.files.length === 0) return 1;
    return result.ok ? 0 : 4;
  });
};

/** A flag that would do nothing is a misunderstanding. */
function refuseMixed({ input, options }: Call): void {
  const { token, tokenStdin, tokenPrompt, apiUrl, traceNetwork } = options;
  const ofAgent = { "--agent": input.provider, "--model": input.model, "--timeout": input.timeoutSeconds };
  const ofRegistry = {
    "--token": token,
    "--token-stdin": tokenStdin,
    "--token-prompt": tokenPrompt,
    "--api-url": apiUrl,
    "--trace-network": traceNetwork,
  };
  const [flag] =
    Object.entries(options.local === true ? ofRegistry : ofAgent).find(([, value]) => value !== undefined) ?? [];
  if (flag === undefined) return;
  const message =
    options.local === true ? `${flag} is for the registry, which --local does not ask.` : `${flag} is for --local.`;
  throw new ConfigError(
    message,
    `Leave out ${options.local === true ? "--local" : flag}, or: prompts-gpt generate --help`,
  );
}

function resultLines({ by, files }: GenerateResult, { out }: Pick<Cli, "out">): string[] {
  if (files.length === 0) return [`${oneLine(by)} made no prompts; say the goal in other words.`];
  return files.flatMap((file) => fileLines(file, out));
}

function fileLines({ as, path, text, findings }: GeneratedFile, out: Cli["out"]): string[] {
  const said = findings.flatMap((finding) => findingLines(finding, out));
  if (as === "written") return [`Wrote ${path}`, ...said];
  const head = as === "shown" ? `Would write ${path}:` : `Not written: ${path} does not hold:`;
  return [
    head,
    ...plain(text)
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`),
    ...said,
  ];
}
