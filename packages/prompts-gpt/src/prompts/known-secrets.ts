import { createRedactor } from "../process/redact/redactor.ts";

/** Where something stands in a text, in UTF-16 units; `id` is what its rule calls it. */
export interface Place {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/**
 * What has one of the formats that are hidden in output too: Stripe, Google, Hugging Face, JSON Web Tokens, our own, which
 * secretlint has no rule for. By lines, for the redactor does not say where it found something.
 */
export function placesOfKnown(text: string): Place[] {
  const redactor = createRedactor([]);
  if (redactor.text(text) === text) return [];
  const hasKey = "private-key" in redactor.counts().byName;
  const found: Place[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const end = start + line.length;
    const before = redactor.counts().byName;
    redactor.text(line.replaceAll(AWS_EXAMPLE, ""));
    const named = Object.entries(redactor.counts().byName).filter(([name, count]) => count !== (before[name] ?? 0));
    const ids = new Set(named.map(([name]) => name));
    // It has several lines, and is found by its first one.
    if (hasKey && KEY_BEGINS.test(line)) ids.add("private-key");
    for (const id of ids) found.push({ id, start, end });
    start = end + 1;
  }
  return found;
}

const KEY_BEGINS = /-----BEGIN [A-Z ]*PRIVATE KEY/;

/** As it stands in AWS's own documents. */
const AWS_EXAMPLE = /(?:AKIA|ASIA)[A-Z0-9]{9}EXAMPLE/g;
