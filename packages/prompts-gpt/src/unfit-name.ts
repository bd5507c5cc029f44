/** Names of devices: Windows opens those in place of a file, whatever follows the first dot. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;
/** Agents load these from any folder that they work in, as instructions, and what they import too. */
const LOADED = /^(?:agents?|claude|gemini|qwen)$/i;

export function isDeviceName(name: string): boolean {
  return DEVICE.test(name);
}

/** Why no file of a registry's prompt can have the name of its slug, on every system the same; undefined when it can. */
export function unfitName(slug: string): string | undefined {
  if (isDeviceName(slug)) return "it is the name of a device on Windows, and no file can be called so";
  if (!LOADED.test(slug)) return undefined;
  return `agents load ${slug.toUpperCase()}.md unasked, and where upper and lower case are one ${slug}.md is that file`;
}
