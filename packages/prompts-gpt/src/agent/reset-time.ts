import { resetOnCalendar } from "./reset-date.ts";

/**
 * When a limit ends, ISO 8601 UTC, as providers put it: a number of seconds since 1970, an instant, a duration, or a date
 * or time of day. Undefined when they do not say, and for an instant that is over: nothing is made up.
 */
export function resetAtOf(said: string, now: Date): string | undefined {
  const text = said.replaceAll(/\s+/g, " ");
  const at = instantIn(text) ?? afterDuration(text, now.getTime()) ?? resetOnCalendar(text, now.getTime());
  return at === undefined || at <= now.getTime() || at - now.getTime() > LONGEST_MS
    ? undefined
    : new Date(at).toISOString();
}

/** No limit lasts for years: what reads like that is no time. */
const LONGEST_MS = 5 * 365 * 86_400_000;

/** What stands before an instant: "resets", "regain access on", "usage limit reached|", `"retry-after":"`. */
const UNIX = /(?:\||reset\w*"?[ :=]{1,3})(\d{10})(\d{3})?\b/i;
const ISO =
  /(?:reset|again|access|until|retry.after)\D{0,20}(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d:?\d\d)/i;
const HTTP_DATE = /retry-after"?[ :="]{1,3}([A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT)/i;

function instantIn(text: string): number | undefined {
  const [, seconds, thousandths = "000"] = UNIX.exec(text) ?? [];
  if (seconds !== undefined) return Number(seconds + thousandths);
  const [, time, zone] = ISO.exec(text) ?? [];
  const written =
    time === undefined ? HTTP_DATE.exec(text)?.[1] : time.replace(" ", "T") + (zone === "UTC" ? "Z" : zone);
  const instant = Date.parse(written ?? "");
  return Number.isNaN(instant) ? undefined : instant;
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|milli)/, 1],
  [/^mo/, Number.NaN], // of no fixed length
  [/^s/, 1000],
  [/^m/, 60_000],
  [/^h/, 3_600_000],
  [/^d/, 86_400_000],
  [/^w/, 604_800_000],
];

const AMOUNTS = String.raw`((?:\d+(?:\.\d+)?\s*[a-z]*[\s,]*(?:and\s+)?)+)`;
/** "try again in 1m30s", "will reset after 3h20m15s", "Please wait 30 seconds", `"retryDelay": "34s"`, "retry-after: 30" */
const DURATION = new RegExp(
  String.raw`(?:(?:again|retry|retrying|resets?|reset|available|access|limit reached)[\w ,.]{0,20}?\b(?:in|after)\s+|\bwait\s+(?:for\s+)?|retry(?:[- ]after|delay)"?[ :="]{1,4})${AMOUNTS}`,
  "i",
);

function afterDuration(text: string, now: number): number | undefined {
  const words = DURATION.exec(text)?.[1];
  if (words === undefined) return undefined;
  const parts = [...words.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/gi)];
  const milliseconds = parts.map(([, amount, unit]) => Number(amount) * factorOf((unit ?? "").toLowerCase()));
  const sum = milliseconds.reduce((total, part) => total + part, 0);
  return Number.isFinite(sum) && sum > 0 ? now + Math.ceil(sum) : undefined;
}

/** A bare number is seconds, as in the Retry-After header; what is no unit makes the whole no duration. */
function factorOf(unit: string): number {
  if (unit === "") return 1000;
  return UNITS.find(([pattern]) => pattern.test(unit))?.[1] ?? Number.NaN;
}
