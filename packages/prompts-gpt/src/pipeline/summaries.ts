const REFERENCE = /(?<!\$)\{\{[ \t]{0,16}steps\.(?<id>[A-Za-z][A-Za-z0-9_-]*)\.summary[ \t]{0,16}\}\}/g;

/** The steps whose summary a prompt wants, each once. */
export function summariesIn(prompt: string): readonly string[] {
  return [...new Set([...prompt.matchAll(REFERENCE)].map(({ groups }) => groups?.["id"] ?? ""))];
}

/** The prompt with those summaries in it; `summaryOf` quotes them. They are data: what they hold is not looked at again. */
export function fillSummaries(prompt: string, summaryOf: (id: string) => string): string {
  return prompt.replaceAll(REFERENCE, (_all, id: string) => summaryOf(id));
}
