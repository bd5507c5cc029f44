import { ConfigError } from "../errors.ts";
import { PROVIDERS } from "../providers/index.ts";
import type { Provider, Switch } from "../providers/provider.ts";
import type { RunPromptInput } from "./run-input.ts";

const SWITCH_FLAGS: Readonly<Record<Switch, string>> = { background: "--background", approveMcps: "--no-approve-mcps" };

/** A setting that the provider does not know would change nothing: it is refused. */
export function checkSwitches(input: RunPromptInput, provider: Provider): void {
  const unknown = unknownSwitch(input, provider);
  if (unknown === undefined) return;
  const { flag, name } = unknown;
  const owners = [...PROVIDERS.values()].filter((one) => one.switches?.includes(name) === true).map((one) => one.id);
  throw new ConfigError(
    `${flag} is for the provider ${owners.join(", ")}; this run uses ${provider.id}.`,
    `Leave out ${flag}, or use --agent ${owners[0]}`,
  );
}

/** The first setting of the input that the provider does not know. */
export function unknownSwitch(
  input: RunPromptInput,
  { switches = [] }: Provider,
): { readonly name: Switch; readonly flag: string } | undefined {
  const asked = (["background", "approveMcps"] as const).filter((one) => input[one] !== undefined);
  const name = asked.find((one) => !switches.includes(one));
  return name && { name, flag: SWITCH_FLAGS[name] };
}

/** What is to be known of the provider before its run. */
export function providerWarnings(
  { background }: RunPromptInput,
  { title, untried }: Provider,
): { readonly message: string }[] {
  const unknown = {
    message: `${title} is called as its documentation says; it was not run here. Look at what it did.`,
  };
  const away = {
    message: `${title} works on its own servers: no guard and no snapshot reach there, and what it does is not in this folder.`,
  };
  return [...(untried === true ? [unknown] : []), ...(background === true ? [away] : [])];
}
