import type { UntrustedItem } from "../index.ts";
import { oneLine, toJson } from "./text.ts";

/** What the repository's configuration would execute or loosen, each with the file that says so. */
export function untrustedLines(items: readonly UntrustedItem[]): string[] {
  const lines = items.map(
    ({ key, value, file }) => `  ${oneLine(key)} = ${oneLine(toJson(value))}  (${oneLine(file)})`,
  );
  return ["This repository's configuration sets what is executed on this machine:", ...lines];
}
