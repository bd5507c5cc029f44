import { ConfigError } from "../errors.ts";
import type { Command } from "../process/command.ts";
import { acpAgent } from "./acp-name.ts";
import { bridged } from "./acp.ts";
import { checkAccess } from "./access.ts";
import { checkArguments } from "./argument-limit.ts";
import { OUTPUT_FORMATS } from "./output-formats.ts";
import type { Access, CustomProvider, Invocation, Provider } from "./provider.ts";

/** A provider out of `customProviders.<name>`. */
export function customProvider(name: string, config: CustomProvider): Provider {
  return dataProvider(config, {
    id: name,
    title: name,
    install: config.install ?? `Install "${config.command}", or correct customProviders.${name}.command`,
    login: `see the documentation of ${config.command}`,
    loginVariables: config.keys ?? [],
    keys: config.keys ?? [],
    variables: [],
    loginState: async () => ({ authenticated: "unknown", why: "custom providers are not checked" }),
  });
}

/** What data says of a program, beside how it is called and read. */
type Facts = Omit<Provider, "executable" | "final" | "output" | "modes" | "accesses" | "command" | "read">;

/** A provider out of data alone. `env` is added to the environment of the agent. */
export function dataProvider(
  config: CustomProvider & { readonly env?: Readonly<Record<string, string>> },
  facts: Facts,
): Provider {
  const provider: Provider = {
    ...facts,
    ...OUTPUT_FORMATS[config.output],
    executable: config.command,
    modes: {},
    accesses: accessesOf(config),
    command: (invocation) => ({
      ...command(provider, config, invocation),
      ...(config.env === undefined ? {} : { env: config.env }),
    }),
  };
  return provider;
}

/** A program that is told nothing about access may do anything this user may do: that is `full`, and nothing less. */
function accessesOf({ access }: CustomProvider): readonly Access[] {
  if (access === undefined) return ["full"];
  return (["read", "write", "full"] as const).filter((level) => access[level] !== undefined);
}

function command(provider: Provider, config: CustomProvider, invocation: Invocation): Command {
  const { settings, access, prompt, model, resume } = invocation;
  checkAccess(provider, access);
  if (settings.mode !== undefined) throw refusal(provider, `knows no mode "${settings.mode}"`, `--access ${access}`);
  const isAcp = config.output === "acp";
  if (resume !== undefined && !isAcp)
    throw refusal(provider, "cannot continue a session", "a new run, without --continue");
  const modelArgs = model === undefined ? [] : (config.modelArgs ?? modelIsPlaced(provider, config, model));
  const template = [...config.args, ...(config.access?.[access] ?? []), ...modelArgs];
  checkPlaceholder(provider, config, template);
  const args = [...(settings.args ?? []), ...fill(template, invocation), ...(settings.extraArgs ?? [])];
  const file = settings.command ?? config.command;
  if (config.prompt === "argument") checkArguments(provider.id, [file, ...args], process.platform);
  if (isAcp) return bridged(withoutPlacedModel(config, invocation), [file, ...args], acpAgent(config.command));
  return {
    file,
    args,
    stdin: config.prompt === "stdin" ? prompt : "",
  };
}

function refusal(provider: Provider, cannot: string, instead: string): ConfigError {
  // One of ours has a title of its own.
  const name = provider.title === provider.id ? `The custom provider "${provider.id}"` : provider.title;
  return new ConfigError(`${name} ${cannot}.`, `Use ${instead}.`);
}

/** A model that would go nowhere is not ignored: nothing here says how the program takes one. */
function modelIsPlaced(provider: Provider, config: CustomProvider, model: string): readonly string[] {
  if (namesModel(config.args) || config.output === "acp") return [];
  throw new ConfigError(
    `The custom provider "${provider.id}" does not say how a model is chosen, and the model "${model}" was asked for.`,
    `Add customProviders.${provider.id}.modelArgs, for example ["--model", "{model}"].`,
  );
}

function namesModel(args: readonly string[]): boolean {
  return args.some((arg) => arg.includes("{model}"));
}

/** What an argument says is not said a second time in the protocol. */
function withoutPlacedModel({ args, modelArgs }: CustomProvider, { model, ...rest }: Invocation): Invocation {
  return model === undefined || modelArgs !== undefined || namesModel(args) ? rest : { ...rest, model };
}

function checkPlaceholder(provider: Provider, config: CustomProvider, template: readonly string[]): void {
  if (config.prompt === "stdin") return;
  if (config.output === "acp")
    throw new ConfigError(
      `The custom provider "${provider.id}" speaks the Agent Client Protocol, in which the prompt is a message.`,
      `Set customProviders.${provider.id}.prompt to "stdin".`,
    );
  const placeholder = config.prompt === "file" ? "{promptFile}" : "{prompt}";
  if (template.some((arg) => arg.includes(placeholder))) return;
  throw new ConfigError(
    `The custom provider "${provider.id}" takes its prompt as ${config.prompt}, but no argument holds ${placeholder}.`,
    `Add "${placeholder}" to customProviders.${provider.id}.args.`,
  );
}

/** Values are data: one pass, so that a prompt about `{model}` stays as it is. */
function fill(template: readonly string[], { prompt, promptPath, model, cwd }: Invocation): string[] {
  const values: Readonly<Record<string, string>> = { prompt, promptFile: promptPath, model: model ?? "", cwd };
  return template.map((arg) =>
    arg.replaceAll(/\{(prompt|promptFile|model|cwd)\}/g, (whole, name: string) => values[name] ?? whole),
  );
}
