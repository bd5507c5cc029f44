import { oneLine } from "../text.ts";
import type { AgentPlace } from "./agent.ts";
import type { Choice, Questions } from "./questions.ts";

/** No model is called so. */
const USUAL = "";
const OTHER = "…";

/** Undefined: what the prompt or the configuration says, else the agent's own choice. */
export async function askForModel(
  { config, prompt }: Pick<AgentPlace, "config" | "prompt">,
  { id, models }: { readonly id: string; readonly models: readonly string[] },
  questions: Questions,
): Promise<string | undefined> {
  const usual = prompt.model ?? config.providers[id]?.model ?? config.model;
  const choices: Choice[] = [
    { value: USUAL, label: usual === undefined ? "the agent's own choice" : `${oneLine(usual)}, as configured` },
    ...models.filter((name) => name !== usual).map((name) => ({ value: name, label: oneLine(name) })),
    { value: OTHER, label: "another one, to be typed" },
  ];
  const chosen = await questions.pick({ message: "Which model?", choices });
  if (chosen === OTHER) return questions.type(`Name of the model, as ${oneLine(id)} knows it`);
  return chosen === USUAL ? undefined : chosen;
}
