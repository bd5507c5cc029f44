import type { LoadedConfig } from "../config/config.ts";
import { ConfigError } from "../errors.ts";
import { isAcpName } from "../providers/acp-name.ts";
import type { Budget } from "../runs/budget.ts";
import type { Continued } from "./continued.ts";
import type { BudgetInput } from "./limits-input.ts";
import type { PromptSource } from "./prompt-source.ts";
import { originOf } from "./run-access.ts";
import type { BudgetedRun } from "./run-budget.ts";
import type { RunPromptInput } from "./run-input.ts";

/** A value and where it came from. */
export interface Chosen<T> {
  readonly value: T;
  readonly origin: string;
}

interface Sources {
  readonly input: RunPromptInput;
  readonly source: PromptSource;
  readonly loaded: LoadedConfig;
  readonly continued?: Continued | undefined;
}

/** The first that is given, in the order of precedence from the top. */
function firstOf<T>(...choices: readonly (readonly [T | undefined, string])[]): Chosen<T> | undefined {
  const found = choices.find(([value]) => value !== undefined);
  return found?.[0] === undefined ? undefined : { value: found[0], origin: found[1] };
}

/** A session is its provider's: a run that goes on with one has no choice. */
export function chooseProvider({ input, source, loaded, continued }: Sources): Chosen<string> {
  if (continued !== undefined) return { value: continued.provider, origin: `run ${continued.runId}` };
  const configured = { value: loaded.config.defaultAgent, origin: originOf(loaded.origins, "defaultAgent") };
  const chosen = firstOf([input.provider, "input"], [source.file?.provider, "frontmatter"]) ?? configured;
  // It names a program to start: a prompt file never does.
  if (chosen.origin === "frontmatter" && isAcpName(chosen.value)) {
    throw new ConfigError(
      `The prompt file asks for ${JSON.stringify(chosen.value)}; a prompt file may not choose a command to start.`,
      "Name it yourself with --agent, or give it a name in customProviders.",
    );
  }
  return chosen;
}

export function chooseModel(
  { input, source, loaded, continued }: Sources,
  provider: string,
): Chosen<string> | undefined {
  const key = `providers.${provider}.model`;
  const chosen = firstOf(
    [input.model, "input"],
    [continued?.model, `run ${continued?.runId}`],
    [source.file?.model, "frontmatter"],
    [loaded.config.providers[provider]?.model, originOf(loaded.origins, key)],
    [loaded.config.model, originOf(loaded.origins, "model")],
  );
  if (chosen?.value.startsWith("-") === true)
    throw new ConfigError(
      `The model ${JSON.stringify(chosen.value)} (${chosen.origin}) would be read as a flag of the agent.`,
      `See what there is: prompts-gpt models ${provider}`,
    );
  // A recording runs shell commands: one that lies in the repository is started only when the user names it.
  if (provider === "replay" && chosen !== undefined && chosen.origin !== "input" && /[/\\.]/.test(chosen.value)) {
    throw new ConfigError(
      `The recording ${chosen.value} was chosen by ${chosen.origin}; a recording in a file runs only when you name it.`,
      `--model ${chosen.value}`,
    );
  }
  return chosen;
}

export function chooseTimeouts({ input, source, loaded }: Sources): {
  readonly timeoutSeconds: Chosen<number>;
  readonly idleTimeoutSeconds: Chosen<number>;
} {
  const { config, origins } = loaded;
  const configured = (key: "timeoutSeconds" | "idleTimeoutSeconds") => ({
    value: config[key],
    origin: originOf(origins, key),
  });
  return {
    timeoutSeconds: seconds(
      firstOf([input.timeoutSeconds, "input"], [source.file?.timeoutSeconds, "frontmatter"]) ??
        configured("timeoutSeconds"),
    ),
    idleTimeoutSeconds: seconds(firstOf([input.idleTimeoutSeconds, "input"]) ?? configured("idleTimeoutSeconds")),
  };
}

/** Few runs have one: what that takes is loaded for those alone. */
export async function budgetOf(input: BudgetInput, run: BudgetedRun): Promise<Budget> {
  const { maxCostUsd, maxTokens, maxMinutes } = input;
  const asked = maxCostUsd ?? maxTokens ?? maxMinutes;
  if (asked === undefined && Object.keys(run.config.budget).length === 0) return {};
  const { budgetFor } = await import("./run-budget.ts");
  return budgetFor(input, run);
}

function seconds(chosen: Chosen<number>): Chosen<number> {
  if (Number.isFinite(chosen.value) && chosen.value >= 0) return chosen;
  throw new ConfigError(`A timeout is a number of seconds, 0 or more; not ${chosen.value}.`, "--timeout 1800");
}
