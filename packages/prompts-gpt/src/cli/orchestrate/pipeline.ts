import { ConfigError, orchestratePipeline, type OrchestratePipelineInput, planPipeline } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { detachGroup } from "../detach.ts";
import { groupInputOf } from "../group-input.ts";
import type { Call } from "../parse.ts";
import { performGroup } from "../perform-group.ts";
import { present } from "../present.ts";
import { pipelineLines, pipelinePlanLines } from "./pipeline-lines.ts";

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}

/** The steps of a file. */
export async function pipeline({ call, cli }: Place): Promise<number> {
  const input = await inputOf({ call, cli });
  if (call.options.dryRun) {
    await present(await planPipeline(input), (plan) => pipelinePlanLines(plan, cli.out), { call, cli });
    return 0;
  }
  if (call.options.detach)
    return detachGroup({ planned: await planPipeline(input), answers: { vars: {} } }, { call, cli });
  return performGroup(
    { call, cli },
    (listeners) => orchestratePipeline({ ...input, ...listeners }),
    (result) => pipelineLines(result, cli.human),
  );
}

async function inputOf({ call, cli }: Place): Promise<OrchestratePipelineInput> {
  const [file] = call.positionals;
  const { promptFile: flagged } = call.input;
  if (file !== undefined && flagged !== undefined)
    throw new ConfigError(
      `A pipeline is given twice: ${file} and ${flagged}.`,
      `prompts-gpt orchestrate --mode pipeline ${file}`,
    );
  const pipelineFile = file ?? flagged;
  return { ...(await groupInputOf(call, cli)), ...(pipelineFile === undefined ? {} : { pipelineFile }) };
}
