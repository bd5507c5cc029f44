import { statSync } from "node:fs";
import type { Provider } from "./provider.ts";

/** The variable or file of somebody else that stands where the provider's own rules would; undefined when nothing does. */
export function takenPlace(
  { place }: Pick<Provider, "place">,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const variable = place?.variables.find((name) => env[name] !== undefined && env[name] !== "");
  if (variable !== undefined) return variable;
  const file = place?.files[process.platform];
  return file !== undefined && statSync(file, { throwIfNoEntry: false }) !== undefined ? file : undefined;
}
