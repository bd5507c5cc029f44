import {
  type DetectedProvider,
  type LoadedConfig,
  type PromptFile,
  resolveRunProvider,
  UserError,
} from "../../index.ts";
import { oneLine, pad, widthOf } from "../text.ts";
import type { Choice, Questions } from "./questions.ts";

export interface AgentPlace {
  readonly detected: readonly DetectedProvider[];
  readonly config: LoadedConfig["config"];
  readonly prompt: PromptFile;
}

export interface ChosenAgent {
  /** Undefined: what the prompt or the configuration says, which needs no saying again. */
  readonly provider: string | undefined;
  /** Which one it comes to. */
  readonly id: string;
}

/** Which agent: the router first, with whom it would take and why; then those that can be started. */
export async function askForAgent(place: AgentPlace, questions: Questions): Promise<ChosenAgent> {
  const usual = place.prompt.provider ?? place.config.defaultAgent;
  const router = routed(place);
  const ready = place.detected.filter(({ installed }) => installed);
  const others = place.detected.filter(({ installed }) => !installed);
  const rows = [
    { id: "router", state: router.state, disabled: router.id === undefined },
    ...ready.map((one) => ({ id: one.id, state: loginState(one), disabled: false })),
    ...others.map((one) => ({ id: one.id, state: `not installed: ${one.install}`, disabled: true })),
  ];
  const chosen = await questions.pick({ message: "Which agent?", choices: choicesOf(rows), initial: usual });
  return { provider: chosen === usual ? undefined : chosen, id: chosen === "router" ? (router.id ?? chosen) : chosen };
}

function choicesOf(rows: readonly { id: string; state: string; disabled: boolean }[]): Choice[] {
  const columns = Math.max(...rows.map(({ id }) => widthOf(oneLine(id))));
  return rows.map(({ id, state, disabled }) => ({
    value: id,
    label: `${pad(oneLine(id), columns)}  ${oneLine(state)}`,
    disabled,
  }));
}

function loginState({ authenticated, why }: DetectedProvider): string {
  const words = { yes: "logged in", no: "not logged in", unknown: "login not known" };
  return `${words[authenticated]}: ${why}`;
}

function routed({ detected, config, prompt }: AgentPlace): { id: string | undefined; state: string } {
  try {
    const found = resolveRunProvider("router", detected, config.providerOrder, prompt.supportedTools);
    return { id: found.provider.id, state: `${found.provider.id}, ${found.reason.replace(/^router: /, "")}` };
  } catch (error) {
    if (error instanceof UserError) return { id: undefined, state: "no agent is ready for this prompt" };
    throw error;
  }
}
