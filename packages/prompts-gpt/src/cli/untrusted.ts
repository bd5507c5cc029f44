import { hideSecrets, type TrustStatus, type UntrustedItem } from "../index.ts";
import type { Io } from "./cli.ts";
import { oneLine, toJson } from "./text.ts";

/** What the repository's configuration would execute or loosen, each with the file that says so; without secrets. */
export function untrustedLines(items: readonly UntrustedItem[], env: Io["env"]): string[] {
  const lines = hideSecrets(items, env).map(
    ({ key, value, file }) => `  ${oneLine(key)} = ${oneLine(toJson(value))}  (${oneLine(file)})`,
  );
  return ["This repository's configuration sets what is executed on this machine:", ...lines];
}

/** All that is to be looked at before it is accepted. What a file sets that executes nothing is not among the items: it is shown whole by `cat`. */
export function openLines({ root, items, changedDuringRun }: TrustStatus, env: Io["env"]): string[] {
  if (!changedDuringRun) return untrustedLines(items, env);
  const file = oneLine(`${root}/.prompts-gpt/config.local.json`);
  return [
    `${file} was changed or deleted while an agent was at work. Look at all of it before you accept it: cat ${file}`,
    ...untrustedLines(items, env),
  ];
}
