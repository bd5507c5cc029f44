import { ConfigError, orchestrateAuto, type OrchestrateAutoInput, planAuto, requireEditor } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { detachGroup } from "../detach.ts";
import { groupInputOf } from "../group-input.ts";
import { isInteractive } from "../interactive.ts";
import type { Call } from "../parse.ts";
import { performGroup } from "../perform-group.ts";
import { present } from "../present.ts";
import { autoLines, autoPlanLines } from "./auto-lines.ts";

interface Place {
  readonly call: Call;
  readonly cli: Cli;
}

/** A goal: planned by an agent, carried out, judged. */
export async function auto({ call, cli }: Place): Promise<number> {
  const input = await inputOf({ call, cli });
  if (call.options.dryRun) {
    await present(await planAuto(input), (plan) => autoPlanLines(plan, cli.out), { call, cli });
    return 0;
  }
  if (call.options.detach) return detachGroup({ planned: await planAuto(input), answers: { vars: {} } }, { call, cli });
  const ask = await asking({ call, cli });
  return performGroup(
    { call, cli },
    (listeners, pause) => orchestrateAuto({ ...input, ...listeners, ...ask?.(pause) }),
    (result) => autoLines(result, cli.human),
  );
}

/** Whoever wants to see the plan first: a person at a terminal, or an editor. */
async function asking({ call, cli }: Place) {
  const isAsked = isInteractive(call, cli);
  if (call.group.interactive === true && !isAsked)
    throw new ConfigError("Nobody can be asked about the plan: this is no terminal.", "Leave out --interactive");
  if (!isAsked && call.options.edit !== true) return undefined;
  if (call.options.edit === true) await requireEditor(cli.io.env); // before an agent is paid for the plan
  const { planAsker } = await import("../ask/plan.ts");
  return planAsker({ edits: call.options.edit === true, isAsked }, cli);
}

async function inputOf({ call, cli }: Place): Promise<OrchestrateAutoInput> {
  const [word] = call.positionals;
  if (word !== undefined || call.input.promptFile !== undefined)
    throw new ConfigError("--mode auto takes a goal, and no file.", 'prompts-gpt orchestrate --mode auto --goal "…"');
  const { goal = "", interactive: _asked, vars, ...input } = await groupInputOf(call, cli);
  const [name] = Object.keys(vars ?? {});
  if (name !== undefined) throw new ConfigError("A goal takes no variables.", `Leave out --var ${name}=…`);
  return { ...input, goal };
}
