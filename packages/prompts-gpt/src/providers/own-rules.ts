import { fileURLToPath } from "node:url";

/** The variable in which the hooks of our own rules find what to ask. They cannot hold it: they are files of the package. */
const HOOK_VARIABLE = "PROMPTS_GPT_HOOK";

/** What a hook of {@link rulesFile} needs in the agent's environment. */
export function askingHook(hook: string): Readonly<Record<string, string>> {
  return { [HOOK_VARIABLE]: hook };
}

/** A file or folder of rules that comes with the package. Absolute. */
export function rulesFile(name: string): string {
  return fileURLToPath(new URL(`../../rules/${name}`, import.meta.url));
}

/** What a provider gives its CLI that a plugin of ours would need; the built file, for only that can be started. */
export function pluginUrl(name: string): string {
  return new URL(`../../dist/guard/${name}`, import.meta.url).href;
}
