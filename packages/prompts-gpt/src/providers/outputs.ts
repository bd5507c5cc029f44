/** What `customProviders.<name>.output` may say. */
export const OUTPUTS = [
  "text",
  "jsonl",
  "acp",
  "claude-stream-json",
  "amp-stream-json",
  "droid-stream-json",
  "goose-stream-json",
] as const;

export type Output = (typeof OUTPUTS)[number];
