/** Of a prompt's page, or of one below it. */
export function promptPath(slug: string, below = ""): string {
  return `/prompts/${encodeURIComponent(slug)}${below === "" ? "" : `/${below}`}`;
}
