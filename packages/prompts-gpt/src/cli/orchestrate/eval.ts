import { orchestrateEval, type OrchestrateEvalInput, planEval } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { detachGroup } from "../detach.ts";
import { groupInputOf } from "../group-input.ts";
import type { Call } from "../parse.ts";
import { performGroup } from "../perform-group.ts";
import { present } from "../present.ts";
import { promptOf } from "../run-input.ts";
import { evalLines, evalPlanLines } from "./eval-lines.ts";

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}

/** A run, or a fresh answer, scored by agents that only look. */
export async function evaluation({ call, cli }: Place): Promise<number> {
  const input = await inputOf({ call, cli });
  if (call.options.dryRun) {
    await present(await planEval(input), (plan) => evalPlanLines(plan, cli.out), { call, cli });
    return 0;
  }
  if (call.options.detach) return detachGroup({ planned: await planEval(input), answers: { vars: {} } }, { call, cli });
  return performGroup(
    { call, cli },
    (listeners) => orchestrateEval({ ...input, ...listeners }),
    (result) => evalLines(result, cli.human),
  );
}

async function inputOf({ call, cli }: Place): Promise<OrchestrateEvalInput> {
  const given = await groupInputOf(call, cli);
  const { promptFile, prompt } = { ...call.input, ...(await promptOf(call, cli)) };
  return {
    ...given,
    ...(promptFile === undefined ? {} : { promptFile }),
    ...(prompt === undefined ? {} : { prompt }),
  };
}
