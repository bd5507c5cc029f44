import { hideSecrets, type UntrustedItem } from "../index.ts";
import type { Io } from "./cli.ts";
import { oneLine, toJson } from "./text.ts";

/** What the repository's configuration would execute or loosen, each with the file that says so; without secrets. */
export function untrustedLines(items: readonly UntrustedItem[], env: Io["env"]): string[] {
  const lines = hideSecrets(items, env).map(
    ({ key, value, file }) => `  ${oneLine(key)} = ${oneLine(toJson(value))}  (${oneLine(file)})`,
  );
  return ["This repository's configuration sets what is executed on this machine:", ...lines];
}
