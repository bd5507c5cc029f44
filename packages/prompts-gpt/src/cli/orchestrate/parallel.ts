import { orchestrateParallel, type OrchestrateParallelInput, planParallel } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { detachGroup } from "../detach.ts";
import { groupInputOf } from "../group-input.ts";
import { isInteractive } from "../interactive.ts";
import type { Call } from "../parse.ts";
import { performGroup } from "../perform-group.ts";
import { present } from "../present.ts";
import { promptOf, refuseVars } from "../run-input.ts";
import { parallelLines, parallelPlanLines } from "./parallel-lines.ts";

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}

/** One prompt, several agents, each in a lane of its own. */
export async function parallel({ call, cli }: Place): Promise<number> {
  const input = await inputOf({ call, cli });
  if (isInteractive(call, cli)) {
    const { askForTrust } = await import("../ask/trust.ts");
    await askForTrust(input, cli, () => planParallel(input));
  }
  if (call.options.dryRun) {
    await present(await planParallel(input), (plan) => parallelPlanLines(plan, cli.out), { call, cli });
    return 0;
  }
  if (call.options.detach)
    return detachGroup({ planned: await planParallel(input), answers: { vars: {} } }, { call, cli });
  return performGroup(
    { call, cli },
    (listeners) => orchestrateParallel({ ...input, ...listeners }),
    (result) => parallelLines(result, cli.human),
  );
}

async function inputOf({ call, cli }: Place): Promise<OrchestrateParallelInput> {
  const { prompt, promptFile } = call.input;
  refuseVars(call);
  return {
    ...(await groupInputOf(call, cli)),
    ...(prompt === undefined ? {} : { prompt }),
    ...(promptFile === undefined ? {} : { promptFile }),
    ...(await promptOf(call, cli)),
  };
}
