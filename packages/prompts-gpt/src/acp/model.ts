import { type ClientContext, methods } from "@agentclientprotocol/sdk";
import { type Json, object, objects, text } from "../providers/json.ts";
import type { AcpSession } from "./session.ts";
import { WrongEnd } from "./wrong-end.ts";

/** How an agent lets a model be chosen, and the one it has now. */
interface Choice {
  readonly current: string | undefined;
  readonly models: readonly { readonly id: string; readonly name: string | undefined }[];
  readonly choose: (agent: ClientContext, sessionId: string, model: string) => Promise<unknown>;
}

export function currentModel({ told }: AcpSession): string | undefined {
  return choiceIn(told)?.current;
}

/** Chooses a model, by its id or its name. One that the agent does not have is refused before the prompt is sent. */
export async function chooseModel(agent: ClientContext, { id, told }: AcpSession, model: string): Promise<string> {
  const choice = choiceIn(told);
  if (choice === undefined)
    throw new WrongEnd(
      `A choice of model is not supported by the agent over the protocol; leave --model out, or name "${model}" in the agent's own arguments`,
    );
  const found = choice.models.find((one) => one.id === model) ?? choice.models.find(({ name }) => name === model);
  if (found === undefined) {
    const known = choice.models.slice(0, 20).map((one) => one.id);
    throw new WrongEnd(`The model "${model}" is not available; the agent has: ${known.join(", ")}`);
  }
  await choice.choose(agent, id, found.id);
  return found.id;
}

function choiceIn(told: Json): Choice | undefined {
  return optionIn(told) ?? modelsIn(told);
}

/** A configuration option of the category `model`; its values may stand in groups. */
function optionIn(told: Json): Choice | undefined {
  const option = objects(told["configOptions"]).find((one) => one["category"] === "model" && one["type"] === "select");
  const configId = text(option?.["id"]);
  if (option === undefined || configId === undefined) return undefined;
  const values = objects(option["options"]).flatMap((one) =>
    one["group"] === undefined ? [one] : objects(one["options"]),
  );
  return {
    current: text(option["currentValue"]),
    models: values.flatMap((one) => named(one, "value")),
    choose: (agent, sessionId, value) =>
      agent.request(methods.agent.session.setConfigOption, { sessionId, configId, value }),
  };
}

/** What came before the options, and what Gemini CLI 0.61.0 has. */
function modelsIn(told: Json): Choice | undefined {
  const models = object(told["models"]);
  const available = objects(models["availableModels"]);
  if (available.length === 0) return undefined;
  return {
    current: text(models["currentModelId"]),
    models: available.flatMap((one) => named(one, "modelId")),
    choose: (agent, sessionId, modelId) => agent.request("session/set_model", { sessionId, modelId }),
  };
}

function named(value: Json, key: string): { id: string; name: string | undefined }[] {
  const id = text(value[key]);
  return id === undefined ? [] : [{ id, name: text(value["name"]) }];
}
