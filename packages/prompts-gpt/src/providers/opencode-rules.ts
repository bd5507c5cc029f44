import { askingHook, pluginUrl } from "./own-rules.ts";
import type { Invocation, NativeRules } from "./provider.ts";

const BY_VARIABLE = "OPENCODE_CONFIG_CONTENT";

export const OPENCODE_PLACE = { variables: [BY_VARIABLE], files: {} };

/**
 * Before it loads any plugin, OpenCode gets a package for them from npm, once: where npm is not reached it would try for a
 * minute and more, in each run. The plugin takes this out again, so that the agent's own commands do not see it.
 */
const ONE_TRY = { npm_config_fetch_retries: "0" };

/**
 * OpenCode's own rules for one run: a plugin, by configuration that a variable holds. Plugins of all configurations are
 * loaded (measured, 1.18.33).
 */
export function opencodeRules({ hook, taken }: Invocation): NativeRules {
  if (taken !== undefined) return { args: [], gap: GAP };
  const content = JSON.stringify({ plugin: [pluginUrl("opencode-plugin.js")] });
  return { args: [], env: { [BY_VARIABLE]: content, ...ONE_TRY, ...(hook === undefined ? {} : askingHook(hook)) } };
}

const GAP = `Your ${BY_VARIABLE} stands where the guard's plugin would: git by its path is not looked at. A file that OPENCODE_CONFIG names leaves room for both.`;
