import { listModels, type Model, type Place, type RunChoices } from "../../index.ts";
import { oneLine } from "../text.ts";
import type { Choice, Questions } from "./questions.ts";

/** No model is called so. */
const USUAL = "";
const OTHER = "…";
/** A person waits for the list, once a day. */
const PATIENCE_SECONDS = 5;

/** Undefined: what is taken when nothing is said. */
export async function askForModel(
  agents: RunChoices["agents"],
  { id, place }: { readonly id: string; readonly place: Place },
  questions: Questions,
): Promise<string | undefined> {
  const usual = agents.find((one) => one.id === id)?.model;
  const known = await listModels({ ...place, provider: id, timeoutSeconds: PATIENCE_SECONDS });
  const choices: Choice[] = [
    { value: USUAL, label: usual === undefined ? "the agent's own choice" : `${oneLine(usual)}, as configured` },
    ...known.flatMap(({ models }) => models.filter((model) => model.id !== usual).map(choiceOf)),
    { value: OTHER, label: "another one, to be typed" },
  ];
  const chosen = await questions.pick({ message: "Which model?", choices });
  if (chosen === OTHER) return questions.type(`Name of the model, as ${oneLine(id)} knows it`);
  return chosen === USUAL ? undefined : chosen;
}

function choiceOf({ id, title }: Model): Choice {
  return { value: id, label: title === undefined || title === id ? oneLine(id) : `${oneLine(id)}  ${oneLine(title)}` };
}
