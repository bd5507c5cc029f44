import { ConfigError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { isAcpName } from "./acp-name.ts";
import { acpProvider } from "./acp.ts";
import { builtin } from "./builtin.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { copilot } from "./copilot.ts";
import { cursor } from "./cursor.ts";
import { customProvider } from "./custom.ts";
import { gemini } from "./gemini.ts";
import { opencode } from "./opencode.ts";
import { presetProvider } from "./preset.ts";
import { PRESETS } from "./presets.ts";
import type { CustomProvider, Provider } from "./provider.ts";
import { qwen } from "./qwen.ts";
import { replay } from "./replay.ts";

/** The providers that come with prompts-gpt, in the order in which they are shown and in which the router tries them. */
const ALL: readonly Provider[] = [
  codex,
  claude,
  cursor,
  copilot,
  gemini,
  qwen,
  opencode,
  ...PRESETS.map(presetProvider),
  builtin,
  replay,
];

export const PROVIDERS: ReadonlyMap<string, Provider> = new Map(ALL.map((one) => [one.id, one]));

/** `replay` plays a recording, and the built-in agent is always there: neither is what a prompt without a provider means. */
const UNROUTED: readonly Provider[] = [builtin, replay];

/** The default `providerOrder`. */
export const ROUTED: readonly string[] = ALL.filter((one) => !UNROUTED.includes(one)).map(({ id }) => id);

/**
 * Finds a provider by its id; `custom` when it is defined in configuration. A built-in name is never shadowed.
 * `acp:<command line>` is a name that says what to start.
 */
export function providerOf(name: string, custom?: CustomProvider): Provider {
  const builtIn = PROVIDERS.get(name);
  if (builtIn !== undefined) return builtIn;
  if (isAcpName(name)) return acpProvider(name);
  if (custom !== undefined) return customProvider(name, custom);
  throw unknownProvider(name, [...PROVIDERS.keys()]);
}

export function unknownProvider(name: string, known: readonly string[]): ConfigError {
  const near = nearest(name, known);
  return new ConfigError(
    `There is no provider "${name}".`,
    near === undefined
      ? `Use one of: ${known.join(", ")}; or define customProviders.${name}.`
      : `Did you mean --provider ${near}?`,
  );
}
