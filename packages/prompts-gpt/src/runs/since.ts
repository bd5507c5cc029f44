import { ConfigError } from "../errors.ts";

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `30m`, `24h`, `7d`, `2w` before `now`, or a day (`2026-11-01`, from its beginning here), or an ISO 8601 instant. */
export function parseSince(text: string, now: Date): Date {
  const [, amount, unit = ""] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  if (amount !== undefined) return new Date(now.getTime() - Number(amount) * (UNIT_MS[unit] ?? 0));
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const date = new Date(isDay ? `${text}T00:00:00` : /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? text : "");
  if (!Number.isNaN(date.getTime())) return date;
  throw new ConfigError(
    `${JSON.stringify(text)} is no time to count from: a span like 24h, 7d or 2w, or a date like 2026-11-01.`,
    "prompts-gpt runs usage --since 7d",
  );
}
