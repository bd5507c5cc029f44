/**
 * When a limit ends, ISO 8601 UTC, as providers put it: a number of seconds since 1970, a duration, or a time of day.
 * A time of day without a zone is this machine's: the CLI that wrote it runs here.
 */
export function resetAtOf(said: string, now: Date): string | undefined {
  return (unixTime(said) ?? afterDuration(said, now) ?? atDate(said) ?? atTimeOfDay(said, now))?.toISOString();
}

/** "usage limit reached|1764000000", "resets_at: 1764000000" */
function unixTime(said: string): Date | undefined {
  const seconds = /(?:\||reset\w*"?[ :=]{1,3})(\d{10})\b/i.exec(said)?.[1];
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1000);
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^ms|^milli/, 1],
  [/^s/, 1000],
  [/^m/, 60_000],
  [/^h/, 3_600_000],
  [/^d/, 86_400_000],
];

/** "try again in 1m30s", "in 3 days 5 hours", "retry-after: 30" */
function afterDuration(said: string, now: Date): Date | undefined {
  const words = /(?:\bin|retry[- ]after:?)\s+((?:\d+(?:\.\d+)?\s*(?:ms|[a-z]+)?[\s,]*(?:and\s+)?)+)/i.exec(said)?.[1];
  if (words === undefined) return undefined;
  const parts = [...words.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/gi)];
  const milliseconds = parts.map(([, amount, unit]) => Number(amount) * factorOf((unit ?? "").toLowerCase()));
  const sum = milliseconds.reduce((total, part) => total + part, 0);
  return Number.isFinite(sum) && sum > 0 ? new Date(now.getTime() + Math.ceil(sum)) : undefined;
}

/** A bare number is seconds, as in the Retry-After header; what is no unit makes the whole no duration. */
function factorOf(unit: string): number {
  if (unit === "") return 1000;
  return UNITS.find(([pattern]) => pattern.test(unit))?.[1] ?? Number.NaN;
}

/** "try again at Nov 23rd, 2026 2:13 AM" */
function atDate(said: string): Date | undefined {
  const [, day, time] =
    /\bat ([A-Z][a-z]{2,8} \d{1,2})(?:st|nd|rd|th)?(,? \d{4},? \d{1,2}:\d\d ?[AP]M)/.exec(said) ?? [];
  if (day === undefined || time === undefined) return undefined;
  const date = new Date(`${day}${time}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** "resets 3pm (Europe/Berlin)", "resets at 10:30am", "try again at 3:05 PM" */
function atTimeOfDay(said: string, now: Date): Date | undefined {
  const found = /(?:resets?(?: at)?|again at) (\d{1,2})(?::(\d\d))? ?([ap])\.?m\.?(?: \(([\w/+-]+)\))?/i.exec(said);
  if (found === null) return undefined;
  const [, hour, minute = "0", half, zone] = found;
  const minutes = ((Number(hour) % 12) + (half?.toLowerCase() === "p" ? 12 : 0)) * 60 + Number(minute);
  const passed = minutesOfDay(now, zone);
  if (passed === undefined) return undefined;
  const wait = (minutes - passed + 24 * 60) % (24 * 60);
  return new Date(Math.floor(now.getTime() / 60_000) * 60_000 + (wait === 0 ? 24 * 60 : wait) * 60_000);
}

function minutesOfDay(now: Date, zone: string | undefined): number | undefined {
  try {
    const format = new Intl.DateTimeFormat("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      ...(zone === undefined ? {} : { timeZone: zone }),
    });
    const [hour, minute] = format.format(now).split(":");
    return Number(hour) * 60 + Number(minute);
  } catch {
    return undefined; // a zone that this machine does not know
  }
}
